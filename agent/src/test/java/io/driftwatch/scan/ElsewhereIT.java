package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Containers whose first process does not stay in the root that it was given, below a shim that is
 * a script: it mounts an overlay, and starts a process in it and in a mount namespace of its own.
 */
@Timeout(120)
@SuppressWarnings("try") // A process is there to be found, not to be spoken to.
final class ElsewhereIT {

  private static final String ID = "dw-elsewhere";

  /** The process waits for a line, so that its pid is noted before it says that it is ready. */
  private static final String SHIM =
      Scripts.ENTER
          + """
      mount --make-rprivate /
      mount -t overlay -o lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work none rootfs
      mkfifo go
      enter rootfs "read line; $2" <go &
      echo $! >init.pid
      echo go >go
      wait
      """;

  private static final String STAY = "echo ready; exec /busybox sleep 1000";

  private Path folder;
  private HostRoot host;

  @BeforeEach
  void start() throws IOException {
    RealParts.overlayMounts();
    RealParts.command("busybox");
    RealParts.command("pivot_root");
    folder = Files.createTempDirectory(Path.of("/var/tmp"), "driftwatch-test");
    for (String name :
        List.of("lower/data", "lower/old", "upper/volume", "work", "k8s.io/" + ID + "/rootfs")) {
      Files.createDirectories(folder.resolve(name));
    }
    Path busybox = Path.of(Commands.run("sh", "-c", "command -v busybox").strip());
    Files.copy(busybox, folder.resolve("lower/busybox"));
    Files.copy(busybox, folder.resolve("lower/data/busybox"));
    // What a shell wants for the stdin of what it starts beside itself.
    Files.createDirectory(folder.resolve("lower/dev"));
    Files.createFile(folder.resolve("lower/dev/null"));
    Files.writeString(
        bundle().resolve("config.json"),
        """
        {"root": {"path": "rootfs"}, "mounts": [{"destination": "/volume"}]}
        """);
    host = HostRoot.open(FilePath.ROOT);
  }

  @AfterEach
  void end() throws IOException {
    if (host != null) {
      host.close();
      Commands.run("rm", "-rf", "--one-file-system", folder.toString());
    }
  }

  @Test
  void aProcessThatStaysTellsItsMounts() throws IOException {
    ContainerReport report = scan("/busybox mount -t tmpfs none /volume; " + STAY);

    assertEquals(Status.SCANNED, report.status());
    assertEquals(List.of(), findings(report));
    assertEquals(1, report.counts().mountpoints());
  }

  @Test
  void aStubWhoseMountIsGoneIsDrift() throws IOException {
    assertEquals(List.of("/volume file-added"), findings(scan(STAY)));
  }

  @Test
  void whoWentToADirectoryTellsNoMounts() throws IOException {
    ContainerReport report = scan("exec /busybox chroot /data /busybox sh -c '" + STAY + "'");

    assertEquals(Status.PARTIAL, report.status());
    assertEquals(Optional.of(Reason.MOUNT_NOT_VISIBLE), report.reason());
    assertEquals(List.of(), findings(report));
  }

  /** The root of that mount is read-only, and its mounts are none of the container's. */
  @Test
  void whoWentToAMountTellsNothingOfTheRoot() throws IOException {
    ContainerReport report =
        scan(
            "/busybox mount -t tmpfs none /data; /busybox cp /busybox /data;"
                + " /busybox mount -o remount,ro /data;"
                + " exec /busybox chroot /data /busybox sh -c '"
                + STAY
                + "'");

    assertEquals(Status.PARTIAL, report.status());
    assertFalse(report.rootfs().orElseThrow().readOnly());
    assertEquals(List.of(), findings(report));
  }

  @Test
  void anotherProcessTellsTheMountsOfOneThatWentElsewhere() throws IOException {
    ContainerReport report =
        scan(
            "/busybox mount -t tmpfs none /data; /busybox cp /busybox /data;"
                + " /busybox sleep 1000 & exec /busybox chroot /data /busybox sh -c '"
                + STAY
                + "'");

    assertEquals(List.of("/volume mount-not-visible"), errors(report));
    assertEquals(
        List.of(
            "/data undeclared-mount", "/data/busybox executable-in-volume", "/volume file-added"),
        findings(report));
  }

  @Test
  void aTmpfsIsLookedAtThroughTheRootOfAnotherProcess() throws IOException {
    declareTmpfs();
    ContainerReport report =
        scan(
            "/busybox mount -t tmpfs none /volume; /busybox cp /busybox /volume;"
                + " /busybox sleep 1000 & exec /busybox chroot /data /busybox sh -c '"
                + STAY
                + "'");

    assertEquals(Status.SCANNED, report.status());
    assertEquals(List.of("/volume/busybox executable-in-volume"), findings(report));
  }

  @Test
  void aTmpfsIsNotLookedAtThroughABindMountOfTheRoot() throws IOException {
    declareTmpfs();
    ContainerReport report =
        scan(
            "/busybox mount -t tmpfs none /volume; /busybox cp /busybox /volume;"
                + " /busybox mount --bind / /data;"
                + " exec /busybox chroot /data /busybox sh -c '"
                + STAY
                + "'");

    assertEquals(Status.PARTIAL, report.status());
    assertEquals(List.of("/ mount-not-visible", "/volume mount-not-visible"), errors(report));
  }

  @Test
  void aTmpfsThatWasDeclaredIsLookedInto() throws IOException {
    declareTmpfs();
    ContainerReport report =
        scan(
            "/busybox mount -t tmpfs none /volume; /busybox cp /busybox /volume/x;"
                + " /busybox mkdir /volume/y; "
                + STAY);

    assertEquals(Status.SCANNED, report.status());
    assertEquals(List.of("/volume/x executable-in-volume"), findings(report));
  }

  private void declareTmpfs() throws IOException {
    Files.writeString(
        bundle().resolve("config.json"),
        """
        {"root": {"path": "rootfs"}, "mounts": [{"destination": "/volume", "type": "tmpfs"}]}
        """);
  }

  private static List<String> errors(ContainerReport report) {
    return report.errors().stream().map(e -> e.path() + " " + e.reason().id()).toList();
  }

  @Test
  void whatIsMountedOnTheRootItselfIsAFinding() throws IOException {
    ContainerReport report = scan("/busybox mount -t tmpfs none /; " + STAY);

    assertEquals(List.of("/volume mount-not-visible"), errors(report));
    assertEquals(List.of("/ undeclared-mount", "/volume file-added"), findings(report));
  }

  private Path bundle() {
    return folder.resolve("k8s.io").resolve(ID);
  }

  private ContainerReport scan(String script) throws IOException {
    try (Background shim =
            Background.start(
                folder.resolve("containerd-shim-runc-v2"),
                List.of("unshare", "--mount"),
                bundle(),
                SHIM,
                folder.toString(),
                script);
        Discovery discovery = Discovery.ofRuntimes(host)) {
      assertEquals("", shim.said());
      List<RunningContainer> ours =
          discovery.containers().stream()
              .filter(container -> container.container().id().equals(ID))
              .toList();
      return scanner().scan(ours, NodeScanListener.NONE).containers().get(0);
    }
  }

  private NodeScanner scanner() throws IOException {
    return new NodeScanner(
        host,
        "node",
        Policy.shipped(),
        Privileges.own(),
        NodeScanSettings.once(DigestPolicy.ALL, 1),
        Clock.systemUTC());
  }

  private static List<String> findings(ContainerReport report) {
    return report.findings().stream()
        .map(finding -> finding.change().path() + " " + finding.rule())
        .sorted()
        .toList();
  }
}
