package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.FaultyCalls;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every call to Linux, taken from the interface by which the C library is bound, fails once at
 * every place in the code that makes it, and at the last time that it is made there: with EIO,
 * E2BIG, ENOENT, EACCES, EMFILE and ENOMEM, and with a RuntimeException, as a fault of ours would
 * throw it. That is done in looks at a real container with drift of every kind, mounts and volumes,
 * each held against a look without such failures:
 *
 * <ul>
 *   <li>The look ends with a report, and every path that was found before the failure is in it.
 *   <li>It reads {@code scanned} only if all findings are there, in all that is said of them, and
 *       there are no others. Of a failure that cost nothing, as of posix_fadvise, nothing is told.
 *   <li>Nothing that is known from the look before is {@code resolved}.
 *   <li>No path is found that is none, and every descriptor is closed once.
 * </ul>
 *
 * <p>A call is known by the way to it through the code, not by how many came before: the walk looks
 * at names in an order that nobody can tell. The first look must have seen everything, so that
 * there is something to lose.
 *
 * <p>Two answers are true as far as anybody can tell. ENOENT says that one name is gone: then what
 * lies at or below one path may be missing or look deleted, and no more than that; a listing that
 * ends with it is no end, unless the directory has no name left. E2BIG of listxattr(2) says that
 * there are more attributes than are listed: then a finding says so, and the container is not
 * {@code scanned}.
 */
@Timeout(600)
final class FaultsIT {

  @Test
  void noCallThatFailsHidesAnything() throws IOException {
    assertEquals(List.of(), complaints());
  }

  /** Before Linux 6.13 attributes are read by path, and before 6.5 nobody tells what is cached. */
  @Test
  void noneOfTheCallsOfOlderKernelsDoes() throws IOException {
    assertEquals(List.of(), complaints("OLD"));
  }

  /** There each file is held before it is looked at, as names in it may move. */
  @Test
  void noneDoesInDirectoriesThatDoNotRest() throws IOException {
    assertEquals(List.of(), complaints("RESTLESS"));
  }

  private static List<String> complaints(String... arguments) throws IOException {
    RealParts.overlayMounts();
    RealParts.command("busybox");
    RealParts.command("pivot_root");
    RealParts.command("setfattr");
    ProcessBuilder matrix =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Djnr.ffi.provider=" + FaultyCalls.class.getName(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            FaultMatrix.class.getName());
    matrix.command().addAll(List.of(arguments));
    Commands.Result result = Commands.attempt(matrix);
    List<String> lines = result.output().lines().toList();
    assertTrue(
        result.status() == 0 && lines.get(lines.size() - 1).matches("# [0-9]+ looks"),
        () -> result.output() + result.errors());
    return lines.stream().filter(line -> !line.startsWith("#")).toList();
  }
}
