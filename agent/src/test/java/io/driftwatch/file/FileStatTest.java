package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file's status says of it. */
final class FileStatTest {

  private static final Set<FileType> FILE_ONLY = EnumSet.of(FileType.FILE);

  @ParameterizedTest
  @CsvSource({
    "0,    0, false",
    "512,  1, false",
    "1,    8, false",
    "513,  1, true",
    "4096, 0, true",
    "10737418240, 8, true",
  })
  void isSparseWhenItsBlocksCannotHoldIt(long size, long blocks, boolean expected) {
    FileStat stat = FileStatBuilder.of(FileType.FILE).size(size).blocks(blocks).build();

    assertEquals(expected, stat.isSparse());
    assertEquals(512 * blocks, stat.allocatedBytes());
  }

  @Test
  void typesAreToldByTheTypeAlone() {
    assertEquals(FILE_ONLY, typesThat(FileStat::isRegularFile));
    assertEquals(EnumSet.of(FileType.DIRECTORY), typesThat(FileStat::isDirectory));
  }

  @Test
  void setUidSetGidAndExecuteBitsMeanSomethingOnRegularFilesOnly() {
    assertEquals(FILE_ONLY, typesThat(FileStat::isSetUid));
    assertEquals(FILE_ONLY, typesThat(FileStat::isSetGid));
    assertEquals(FILE_ONLY, typesThat(FileStat::isExecutable));
  }

  private static Set<FileType> typesThat(Predicate<FileStat> are) {
    return EnumSet.allOf(FileType.class).stream()
        .filter(type -> are.test(FileStatBuilder.of(type).permissions(07777).build()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FileType.class)));
  }

  @ParameterizedTest
  @CsvSource({
    "0000, false, false, false",
    "0666, false, false, false",
    "0100, false, false, true",
    "0010, false, false, true",
    "0001, false, false, true",
    "4000, true,  false, false",
    "2000, false, true,  false",
    "1000, false, false, false",
    "6755, true,  true,  true",
  })
  void eachBitHasItsMeaning(String octal, boolean setUid, boolean setGid, boolean executable) {
    FileStat stat =
        FileStatBuilder.of(FileType.FILE).permissions(Integer.parseInt(octal, 8)).build();

    assertEquals(setUid, stat.isSetUid());
    assertEquals(setGid, stat.isSetGid());
    assertEquals(executable, stat.isExecutable());
  }

  @Test
  void isTheSameFileByDeviceAndInode() {
    DeviceNumber disk = new DeviceNumber(8, 1);
    FileStat stat = FileStatBuilder.of(FileType.FILE).identity(disk, 7).build();

    assertTrue(stat.isSameFile(FileStatBuilder.of(FileType.FILE).identity(disk, 7).build()));
    assertFalse(stat.isSameFile(FileStatBuilder.of(FileType.FILE).identity(disk, 8).build()));
    assertFalse(
        stat.isSameFile(
            FileStatBuilder.of(FileType.FILE).identity(new DeviceNumber(8, 2), 7).build()));
  }

  @Test
  void isUnchangedUnlessSizeOrStatusTimeMovedOrItIsAnotherFile() {
    FileStat earlier = looked().build();

    assertTrue(looked().build().isUnchangedSince(earlier));
    assertTrue(looked().modified(99, 0).permissions(0).build().isUnchangedSince(earlier));
    assertFalse(looked().size(11).build().isUnchangedSince(earlier));
    assertFalse(looked().changed(5, 7).build().isUnchangedSince(earlier));
    assertFalse(looked().changed(6, 6).build().isUnchangedSince(earlier));
    assertFalse(looked().identity(new DeviceNumber(8, 1), 2).build().isUnchangedSince(earlier));
  }

  private static FileStatBuilder looked() {
    return FileStatBuilder.of(FileType.FILE)
        .identity(new DeviceNumber(8, 1), 1)
        .size(10)
        .changed(5, 6);
  }

  @Test
  void timesAreMomentsHoweverFarOffAnOwnerSetsThem() {
    assertEquals(Instant.ofEpochSecond(5, 6), new FileTime(5, 6).toInstant());
    assertEquals(Instant.ofEpochSecond(-5, 6), new FileTime(-5, 6).toInstant());
    assertEquals(Instant.MAX, new FileTime(Long.MAX_VALUE, 999_999_999).toInstant());
    assertEquals(Instant.MIN, new FileTime(Long.MIN_VALUE, 0).toInstant());
  }
}
