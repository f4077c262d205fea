package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Program;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that cannot work says so in a line or two, without a trace, and exits with 2 or 3. */
final class BadInputIT {

  /** Below every kernel's largest pid, and above those that machines get to. */
  private static final String NO_PROCESS = "4194303";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no-such-command",
        "scan --no-such-option",
        "scan stray-word",
        "scan -o xml",
        "scan --fail-on sometimes",
        "scan --digests some",
        "scan --threads 0",
        "scan --threads many",
        "scan --pid x",
        "scan --pid -4",
        "scan --pid 1 --container x",
        "scan --pid " + NO_PROCESS,
        "scan --pod web",
        "scan --container no-such-container",
        "scan --namespace no-such-namespace",
        "scan --host-root /no/such/folder",
        "scan --host-root /etc",
        "list --pod shop/no-such-pod",
        "list -o jsonl"
      })
  void isOneClearError(String line) throws IOException {
    RealParts.root();
    Program.Run run = Program.run(words(line));
    assertEquals(2, run.status(), run.errors());
    assertEquals("", run.output());
    assertIsClear(run.errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "list -o json"})
  void whatCannotBePrintedIsNoSuccess(String line) throws IOException {
    RealParts.root();
    List<String> toFullDisk = List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh");
    Program.Run run = Program.runBehind(toFullDisk, Program.jar().getParent(), words(line));

    assertEquals(2, run.status());
    assertEquals("driftwatch: not everything could be written to stdout\n", run.errors());
  }

  @Test
  void noMemoryIsNoDrift() throws IOException {
    RealParts.root();
    String tooLittle = "JDK_JAVA_OPTIONS=-XX:+UseSerialGC -Xmx3m";
    Program.Run run =
        Program.runBehind(List.of("env", tooLittle), Program.jar().getParent(), "scan");

    assertTrue(run.errors().contains("OutOfMemoryError"), run.errors());
    assertEquals(3, run.status());
    assertEquals("", run.output());
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  @Test
  void processWithoutOverlayIsListedWithTheReason() throws IOException {
    RealParts.root();
    Program.Run run = Program.run("scan", "--pid", "" + ProcessHandle.current().pid());
    assertEquals(3, run.status());
    assertTrue(run.output().contains("cannot look: its root file system is no overlay"));
    assertIsClear(run.errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan", "list", "demo"})
  void callerWithoutRightsIsTold(String command, @TempDir Path folder) throws IOException {
    RealParts.root();
    RealParts.command("setpriv");
    copyForEveryone(folder);
    List<String> asNobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    Program.Run run = Program.runBehind(asNobody, folder, command);
    assertEquals(2, run.status(), run.errors());
    assertEquals("", run.output());
    assertTrue(run.errors().contains("needs root"), run.errors());
    assertIsClear(run.errors());
  }

  /** The build may lie where only its owner gets to. */
  private static void copyForEveryone(Path folder) throws IOException {
    Path jar = Program.jar();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path libraries = Files.createDirectory(folder.resolve("lib"));
    Files.copy(jar, folder.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    try (Stream<Path> all = Files.list(jar.resolveSibling("lib"))) {
      for (Path library : all.toList()) {
        Files.copy(library, libraries.resolve(library.getFileName()));
      }
    }
  }

  private static void assertIsClear(String errors) {
    assertTrue(errors.startsWith("driftwatch: "), errors);
    assertTrue(errors.lines().count() <= 2, errors);
    assertFalse(errors.contains("Exception"), errors);
  }
}
