package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which files are known in few bytes. */
final class StatSetTest {

  private static final DeviceNumber DEVICE = new DeviceNumber(8, 1);

  private final StatSet set = new StatSet();

  @Test
  void manyAreKeptAndNoOtherIsTakenForOne() {
    IntStream.range(0, 200_000).forEach(inode -> set.add(file(inode)));

    assertTrue(IntStream.range(0, 200_000).filter(i -> set.contains(file(i))).count() > 199_000);
    assertEquals(0, IntStream.range(200_000, 400_000).filter(i -> set.contains(file(i))).count());
  }

  @Test
  void moreThanItHasRoomForPushOthersOut() {
    IntStream.range(0, 1_000_000).forEach(inode -> set.add(file(inode)));

    assertTrue(set.contains(file(999_999)));
    assertTrue(IntStream.range(0, 1_000_000).filter(i -> set.contains(file(i))).count() > 400_000);
  }

  private static FileStat file(int inode) {
    return FileStatBuilder.of(FileType.FILE).size(1).identity(DEVICE, inode).build();
  }
}
