package io.driftwatch.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the runtime made is told from what the container did; in doubt it is the container's. */
final class RuntimeMadeTest {

  private static final RuntimeMade RUNTIME =
      new RuntimeMade(
          Set.of(
              FilePath.of("/proc"),
              FilePath.of("/etc/hosts"),
              FilePath.of("/run/secrets/kubernetes.io/serviceaccount")),
          FilePath.of("/srv/app/work"),
          0755,
          Map.of());

  static Stream<Arguments> additions() {
    return Stream.of(
        Arguments.of("directory mounted onto", directory("/proc"), true),
        Arguments.of("parent of a mount point", directory("/run/secrets/kubernetes.io"), true),
        Arguments.of("its parent", directory("/run/secrets"), true),
        Arguments.of("parent of a file mounted onto", directory("/etc"), true),
        Arguments.of("directory below a mount point", directory("/proc/x"), false),
        Arguments.of("directory beside a mount point", directory("/run/secrets/other"), false),
        Arguments.of("directory named like the start of one", directory("/run/sec"), false),
        Arguments.of("where the container starts", directory("/srv/app/work"), true),
        Arguments.of("its parent", directory("/srv/app"), true),
        Arguments.of("directory in where it starts", directory("/srv/app/work/x"), false),
        Arguments.of("directory beside where it starts", directory("/srv/app/other"), false),
        Arguments.of("empty file where it starts", file("/srv/app/work", 0), false),
        Arguments.of("link where it starts", link("/srv/app/work", "/proc/mounts"), false),
        Arguments.of("empty file mounted onto", file("/etc/hosts", 0), true),
        Arguments.of("file with content under a mount", file("/etc/hosts", 1), false),
        Arguments.of("empty file where a parent must be", file("/run/secrets", 0), false),
        Arguments.of("empty file that nothing is mounted onto", file("/etc/hostname", 0), false),
        Arguments.of("docker's mark", file("/.dockerenv", 0), true),
        Arguments.of("docker's mark with content", file("/.dockerenv", 1), false),
        Arguments.of("podman's mark", file("/run/.containerenv", 0), true),
        Arguments.of("podman's mark with content", file("/run/.containerenv", 1), false),
        Arguments.of("a mark elsewhere", file("/tmp/.dockerenv", 0), false),
        Arguments.of("mtab", link("/etc/mtab", "/proc/mounts"), true),
        Arguments.of("mtab to elsewhere", link("/etc/mtab", "/tmp/mounts"), false),
        Arguments.of("a link like mtab", link("/etc/mtab2", "/proc/mounts"), false),
        Arguments.of("a link at a mount point", link("/proc", "/proc/mounts"), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("additions")
  void explainsEmptyMountPointsTheirParentsAndItsMarks(String what, Change change, boolean expected)
      throws IOException {
    assertEquals(expected, RUNTIME.explains(change, null), what);
  }

  @ParameterizedTest
  @EnumSource(names = {"FIFO", "SOCKET", "CHAR", "BLOCK"})
  void noRuntimeMakesSpecialFilesInTheUpperdir(FileType type) throws IOException {
    assertEquals(false, RUNTIME.explains(added("/proc", side(type)), null));
  }

  static Stream<Arguments> rootChanges() {
    return Stream.of(
        Arguments.of("the runtime's mode of the root", root(0755, Aspect.MODE), true),
        Arguments.of("another mode", root(0777, Aspect.MODE), false),
        Arguments.of("another owner", root(0755, Aspect.OWNER), false),
        Arguments.of("mode and owner", root(0755, Aspect.MODE, Aspect.OWNER), false),
        Arguments.of(
            "mode of another directory",
            metadata("/etc", directorySide(0755), Aspect.MODE),
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rootChanges")
  void explainsTheModeThatItGivesTheRoot(String what, Change change, boolean expected)
      throws IOException {
    assertEquals(expected, RUNTIME.explains(change, null), what);
  }

  @ParameterizedTest
  @EnumSource(names = {"MODIFIED", "REPLACED", "DELETED"})
  void explainsNoChangeOfWhatTheImageHas(ChangeKind kind) throws IOException {
    Optional<Side> side = Optional.of(directorySide(0755));

    assertEquals(
        false,
        RUNTIME.explains(
            new Change(FilePath.of("/proc"), kind, FileType.DIRECTORY, Set.of(), side, side),
            null));
  }

  private static Change directory(String path) {
    return added(path, directorySide(0700));
  }

  private static Side directorySide(int permissions) {
    return side(FileStatBuilder.of(FileType.DIRECTORY).permissions(permissions).build(), null);
  }

  private static Change file(String path, long size) {
    return added(path, side(FileStatBuilder.of(FileType.FILE).size(size).build(), null));
  }

  private static Change link(String path, String target) {
    return added(path, side(FileStatBuilder.of(FileType.SYMLINK).build(), FilePath.of(target)));
  }

  private static Side side(FileType type) {
    return side(FileStatBuilder.of(type).build(), null);
  }

  private static Side side(FileStat stat, FilePath target) {
    return new Side(
        stat,
        Attributes.NONE,
        Optional.ofNullable(target),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static Change added(String path, Side now) {
    return new Change(
        FilePath.of(path),
        ChangeKind.ADDED,
        now.stat().type(),
        Set.of(),
        Optional.empty(),
        Optional.of(now));
  }

  private static Change root(int permissions, Aspect... differs) {
    return metadata("/", directorySide(permissions), differs);
  }

  private static Change metadata(String path, Side now, Aspect... differs) {
    return new Change(
        FilePath.of(path),
        ChangeKind.METADATA,
        FileType.DIRECTORY,
        Set.of(differs),
        Optional.of(directorySide(0700)),
        Optional.of(now));
  }
}
