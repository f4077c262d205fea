package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void theWayBackComesToWhereItBegan() {
    assertEquals(5, POD.inverse().map(POD.map(5)));
    assertEquals(IdMap.OVERFLOW, POD.inverse().map(0));
    assertEquals(new OwnerMap(POD.inverse(), POD), new OwnerMap(POD, POD.inverse()).inverse());
  }

  @Test
  void usersAndGroupsHaveTheirOwnMaps() {
    FileStat file = FileStatBuilder.of(FileType.FILE).owner(0, 7).build();
    FileStat mapped = new OwnerMap(POD, IdMap.IDENTITY).map(file);
    assertEquals(231_072, mapped.uid());
    assertEquals(7, mapped.gid());
    assertSame(file, OwnerMap.IDENTITY.map(file));
  }

  /** What Linux 6 copied up from a layer that was mounted with ids from 0 as those from 100000. */
  @ParameterizedTest
  @CsvSource({
    "security.capability, 0100000200200000000000000000000000000000,"
        + " 0100000300200000000000000000000000000000a0860100",
    "system.posix_acl_access,"
        + " 0200000001000600ffffffff02000400e803000004000400ffffffff10000600ffffffff20000400ffffffff,"
        + " 0200000001000600ffffffff02000400888a010004000400ffffffff10000600ffffffff20000400ffffffff",
    "user.note, 0100000200200000000000000000000000000000,"
        + " 0100000200200000000000000000000000000000",
    "security.capability, 01, 01",
    "system.posix_acl_access, 02, 02",
  })
  void attributesThatNameOwnersAreMapped(String name, String image, String copiedUp) {
    IdMap ids = new IdMap(List.of(new IdMap.Range(0, 100_000, 65_536)));
    Attributes mapped = new OwnerMap(ids, ids).map(attributes(name, image));

    assertTrue(mapped.sameOthers(attributes(name, copiedUp)));
    assertEquals(attributes(name, copiedUp).capability(), mapped.capability());
  }

  private static Attributes attributes(String name, String hex) {
    return Attributes.of(Map.of(name, HexFormat.of().parseHex(hex)));
  }
}
