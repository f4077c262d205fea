package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Program;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of two scans at once, the second is refused; the first is one that waits to be read. */
@Timeout(120)
final class ScanLockIT {

  private static final String REFUSED =
      "driftwatch: another scan is running on this node; try again when it has ended\n";

  /** More findings than a pipe holds as JSON. */
  private static final String CONTAINER =
      """
      mkdir lower upper work merged
      mount -t overlay -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" none merged
      for i in $(seq 500); do echo x >"merged/$i"; done
      cp "$(command -v busybox)" merged/busybox
      exec chroot merged /busybox sh -c 'echo ready; exec /busybox sleep 1000'
      """;

  private Path folder;
  private Background container;

  @BeforeEach
  void start() throws IOException {
    RealParts.overlayMounts();
    RealParts.command("busybox");
    folder = Files.createTempDirectory(Path.of("/var/tmp"), "driftwatch-test");
    Path script = folder.resolve("container");
    List<String> wrapper = List.of("unshare", "--mount");
    container = Background.start(script, wrapper, folder, CONTAINER, folder.toString());
    assertTrue(container.isReady(), container.said());
  }

  @AfterEach
  void end() throws IOException {
    if (container != null) {
      container.close();
    }
    if (folder != null) {
      Commands.run("rm", "-rf", "--one-file-system", folder.toString());
    }
  }

  /** What a scan of the container does, with the lock in the environment. */
  private Program.Run scan(Path lock, String... options) throws IOException {
    Commands.Result result = Commands.attempt(program(lock, options));
    return new Program.Run(result.status(), result.output(), result.errors());
  }

  private ProcessBuilder program(Path lock, String... options) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Program.jar().toString(),
            "scan",
            "--pid",
            "" + container.pid());
    builder.command().addAll(List.of(options));
    builder.environment().put("DRIFTWATCH_SCAN_LOCK", lock.toString());
    return builder;
  }

  /** Starts a scan and returns when it has begun to print, of which it is not done. */
  private Process startScan(Path lock) throws IOException {
    Process scan =
        Commands.start(program(lock, "-o", "json").redirectError(ProcessBuilder.Redirect.DISCARD));
    assertEquals('{', scan.getInputStream().read());
    return scan;
  }

  @Test
  void aSecondScanIsRefusedUntilTheFirstHasEnded() throws Exception {
    Path lock = folder.resolve("lock");
    Process first = startScan(lock);
    try {
      Program.Run second = scan(lock);
      assertEquals(2, second.status());
      assertEquals("", second.output());
      assertEquals(REFUSED, second.errors());
      assertEquals(1, scan(lock, "--lock", "").status(), "it need not be locked");
      assertEquals(1, scan(lock, "--lock", folder.resolve("other") + "").status());

      first.getInputStream().readAllBytes();
      assertEquals(1, first.waitFor());
      assertEquals(1, scan(lock).status());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)));
    } finally {
      first.destroyForcibly().waitFor();
    }
  }

  @Test
  void aKilledScanLocksNobodyOut() throws Exception {
    Path lock = folder.resolve("lock");
    Process first = startScan(lock);
    assertEquals(2, scan(lock).status());
    first.destroyForcibly().waitFor();

    assertEquals(1, scan(lock).status());
  }

  @Test
  void aFileThatCannotBeLockedIsOneClearError() throws IOException {
    Path target = folder.resolve("target");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    assertRefused(link, "it is a link");
    assertTrue(Files.notExists(target), "the link was followed");
    assertRefused(folder.resolve("no/lock"), "its folder is not there");
    assertRefused(Path.of("/sys/kernel/uevent_seqnum"), "access is denied"); // to root, too
    assertRefused(folder, "Is a directory");
  }

  private void assertRefused(Path lock, String why) throws IOException {
    Program.Run run = scan(lock);

    assertEquals(2, run.status());
    assertEquals("", run.output());
    assertEquals("driftwatch: cannot use --lock " + lock + ": " + why + "\n", run.errors());
  }
}
