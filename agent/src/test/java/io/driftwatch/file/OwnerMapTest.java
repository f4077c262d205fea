package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OwnerMapTest {

  private static final IdMap POD = new IdMap(List.of(new IdMap.Range(0, 231_072, 65_536)));

  @Test
  void anIdIsMovedByAsMuchAsItsRange() {
    assertEquals(231_072, POD.map(0));
    assertEquals(231_072 + 65_535, POD.map(65_535));
  }

  @Test
  void anIdOutsideOfEveryRangeIsNobody() {
    assertEquals(IdMap.OVERFLOW, POD.map(65_536));
  }

  @Test
  void withoutRangesNothingIsMapped() {
    assertEquals(4_000_000_000L, IdMap.IDENTITY.map(4_000_000_000L));
  }

  @Test
  void usersAndGroupsHaveTheirOwnMaps() {
    FileStat file = FileStatBuilder.of(FileType.FILE).owner(0, 7).build();
    FileStat mapped = new OwnerMap(POD, IdMap.IDENTITY).map(file);
    assertEquals(231_072, mapped.uid());
    assertEquals(7, mapped.gid());
    assertSame(file, OwnerMap.IDENTITY.map(file));
  }
}
