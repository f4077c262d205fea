package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Located;
import io.driftwatch.locate.Locator;
import io.driftwatch.locate.MountsSeen;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A container that may mount makes itself look like another runtime's, shows its root without what
 * lies on it, or puts programs where only the runtime mounts.
 */
@Tag("runtime")
@Timeout(300)
final class ForgedSurroundingsIT {

  private static final String MOUNT = "critical undeclared-mount ";
  private static final String PROGRAM = "critical executable-in-volume ";

  private static Runtimes runtimes;

  @TempDir private Path folder;
  private final List<Started> started = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start("docker", "podman");
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  @AfterEach
  void removeContainers() throws IOException {
    for (Started container : started) {
      runtimes.remove(container);
    }
  }

  /** gVisor's process has a tmpfs of that name for its root, and lives in the host's namespace. */
  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman"})
  void aRootThatIsCalledAsGvisorsIsNoSandbox(String runtime) throws IOException {
    Started container =
        first(
            runtime,
            """
            cp /bin/busybox /bin/evil
            mkdir /root/r; mount -t tmpfs runsc-root /root/r
            mkdir /root/r/bin; cp /bin/busybox /root/r/bin/sleep
            touch /tmp/ready; exec chroot /root/r /bin/sleep 1000
            """,
            "--pid",
            "host");

    ContainerReport report = Scenario.scan(container.id());
    assertEquals(Status.PARTIAL, report.status());
    assertEquals(
        List.of("/bin/evil"),
        paths(report).stream().filter(path -> path.endsWith("evil")).toList());
  }

  /** What lies on the real root, and who is started in the container sees, is not seen there. */
  @ParameterizedTest
  @CsvSource({
    "docker, mount --bind / /root/r, /root/r",
    "podman, mount --bind / /root/r, /root/r",
    "docker, mount --rbind / /root/r, /root/r",
    "podman, mount --rbind / /root/r, /root/r",
    "docker, mount --rbind / /root/r; mount --rbind / /root/r/tmp, /root/r/tmp",
  })
  void aRootThatIsMountedOnceMoreIsNoView(String runtime, String mounts, String root)
      throws IOException {
    Started container =
        first(
            runtime,
            """
            mkdir /root/r; %s; mount -t tmpfs none /etc; cp /bin/busybox /etc/x; cp /bin/busybox /y
            touch /tmp/ready; exec chroot %s sleep 1000
            """
                .formatted(mounts, root));

    ContainerReport report = Scenario.scan(container.id());
    assertEquals(Status.PARTIAL, report.status());
    assertEquals("/ mount-not-visible", errors(report).get(0));
    assertEquals(List.of("/y"), paths(report).stream().filter("/y"::equals).toList());
  }

  @Test
  void anotherProcessViewIsTakenWhereOneHasIt() throws IOException {
    Started container =
        first(
            "docker",
            """
            sleep 1000 &
            mkdir /root/r; mount --bind / /root/r
            mount -t tmpfs none /etc; cp /bin/busybox /etc/x; cp /bin/busybox /dev/shm/y
            touch /tmp/ready; exec chroot /root/r sleep 1000
            """);

    assertFindings(
        container,
        Status.SCANNED,
        MOUNT + "/etc",
        MOUNT + "/root/r",
        PROGRAM + "/dev/shm/y",
        PROGRAM + "/etc/x");
  }

  @ParameterizedTest
  @CsvSource({
    "docker, /proc/tty", "podman, /proc/tty",
    "docker, /sys/fs", "podman, /sys/fs",
    "docker, /proc/acpi", "podman, /proc/acpi",
    "docker, /sys/firmware", "docker, /proc/bus",
    "docker, /proc", "docker, /sys/fs/cgroup/pids",
    "docker, /mnt",
  })
  void aTmpfsThatTheRuntimeDidNotAskForIsLookedThrough(String runtime, String place)
      throws IOException {
    Started container = run(runtime, "--", "--cap-add", "SYS_ADMIN");
    exec(
        container,
        """
        [ $1 != /mnt ] || mkdir /mnt
        mount -t tmpfs none $1; cp /bin/busybox $1/x
        [ $1 = /proc ] || mount -o remount,ro,bind $1 # which reads /proc/mounts
        """
            .replace("$1", place));

    // Below the control groups' own tmpfs nothing is seen any more.
    Status status = place.equals("/sys/fs") ? Status.PARTIAL : Status.SCANNED;
    assertFindings(container, status, MOUNT + place, PROGRAM + place + "/x");
  }

  /** It takes the place of what the runtime was told to mount. */
  @ParameterizedTest
  @CsvSource({"docker, /proc/acpi", "podman, /sys/firmware", "docker, /proc/sys", "docker, /sys"})
  void aTmpfsInPlaceOfTheRuntimesIsLookedThrough(String runtime, String place) throws IOException {
    Started container = run(runtime, "--", "--cap-add", "SYS_ADMIN");
    exec(
        container,
        """
        mkdir /tmp/hidden; mount -t tmpfs none /tmp/hidden; cp /bin/busybox /tmp/hidden/x
        umount -l $1; mount --bind /tmp/hidden $1; mount -o remount,ro,bind $1; umount /tmp/hidden
        rmdir /tmp/hidden
        """
            .replace("$1", place));

    ContainerReport report = Scenario.scan(container.id());
    List<String> found = lines(report);
    assertEquals(
        List.of(PROGRAM + place + "/x", MOUNT + place),
        found.stream().filter(line -> line.contains(" " + place)).toList());
  }

  /** What the runtime was told to take from the host is nothing that only the container has. */
  @ParameterizedTest
  @CsvSource({
    "docker, :ro, umount /etc/config",
    "podman, :ro, umount /etc/config",
    "docker, '', true",
    "podman, ':ro,rslave', true",
    "podman, ':ro,rslave', umount /etc/config",
  })
  void aTmpfsInPlaceOfAPartOfTheHostIsLookedThrough(String runtime, String options, String first)
      throws IOException {
    Started container = withPart(runtime, "/etc/config" + options);
    exec(container, first + "; mount -t tmpfs none /etc/config; cp /bin/busybox /etc/config/x");

    assertFindings(container, Status.SCANNED, MOUNT + "/etc/config", PROGRAM + "/etc/config/x");
  }

  @Test
  void anOverlayInPlaceOfAPartOfTheHostIsNotAsked() throws IOException {
    Started container = withPart("docker", "/etc/config");
    exec(
        container,
        """
        mkdir /tmp/h; mount -t tmpfs none /tmp/h; mkdir /tmp/h/u /tmp/h/w; cp /bin/busybox /tmp/h/u
        umount /etc/config
        mount -t overlay -o lowerdir=/etc,upperdir=/tmp/h/u,workdir=/tmp/h/w none /etc/config
        umount -l /tmp/h; rmdir /tmp/h
        """);

    assertFindings(container, Status.SCANNED, MOUNT + "/etc/config");
  }

  @ParameterizedTest
  @CsvSource({"docker, /data/x", "podman, /data/x", "docker, /sys/module"})
  void aTmpfsWithinAPartOfTheHostIsLookedThrough(String runtime, String place) throws IOException {
    Started container = withPart(runtime, "/data", "--volume", "/sys:/sys");
    exec(
        container,
        """
        mkdir /data/x; mount -t tmpfs none $1; cp /bin/busybox $1/x
        """
            .replace("$1", place));

    assertFindings(container, Status.SCANNED, PROGRAM + place + "/x");
  }

  /** It can be written to once it is another, or has been mounted anew. */
  @ParameterizedTest
  @CsvSource({
    "docker, umount /srv; mount -t tmpfs none /srv",
    "podman, 'mount -o remount,rw /srv'",
  })
  void aReadOnlyTmpfsOfAContainerThatMayMountIsLookedThrough(String runtime, String change)
      throws IOException {
    Started container = run(runtime, "--", "--cap-add", "SYS_ADMIN", "--tmpfs", "/srv:ro,noexec");
    exec(container, change + "; cp /bin/busybox /srv/x; mount -o remount,ro /srv");

    assertFindings(container, Status.SCANNED, PROGRAM + "/srv/x");
  }

  /** A single file can be mounted, too. */
  @Test
  void aProgramInPlaceOfAMaskedFileIsFound() throws IOException {
    Started container = run("docker", "--", "--cap-add", "SYS_ADMIN");
    exec(
        container,
        """
        mkdir /tmp/hidden; mount -t tmpfs none /tmp/hidden; cp /bin/busybox /tmp/hidden/null
        mount --bind /tmp/hidden/null /proc/keys; umount -l /tmp/hidden; rmdir /tmp/hidden
        """);

    assertFindings(container, Status.SCANNED, MOUNT + "/proc/keys", PROGRAM + "/proc/keys");
  }

  /** With control groups of version 1 it is a tmpfs that runtimes leave writable. */
  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman"})
  void programsAmongTheControlGroupsAreFound(String runtime) throws IOException {
    Started container = run(runtime, "--", "--cap-add", "SYS_ADMIN");
    exec(
        container,
        """
        umount -l /sys/fs/cgroup; mount -t tmpfs none /sys/fs/cgroup
        cp /bin/busybox /sys/fs/cgroup/x
        """);

    assertFindings(container, Status.SCANNED, PROGRAM + "/sys/fs/cgroup/x");
  }

  @Test
  void whatTheRuntimeMountedAndIsGoneIsSaid() throws IOException {
    Started container = run("docker", "--", "--cap-add", "SYS_ADMIN");
    exec(container, "umount -l /sys");

    ContainerReport report = assertFindings(container, Status.PARTIAL);
    assertEquals(
        List.of("/sys mount-not-visible", "/sys/fs/cgroup mount-not-visible"), errors(report));
  }

  /** What others mount in the kernel's own file systems is no file. */
  @Test
  void fileSystemsOfTheKernelsOwnAreNoFindings() throws IOException {
    Started container = run("docker", "--", "--cap-add", "SYS_ADMIN");
    exec(
        container,
        """
        mount -t proc none /proc/tty; mount --bind /proc/irq /proc/fs
        """);

    ContainerReport report = Scenario.scan(container.id());
    assertEquals(List.of(), lines(report));
  }

  /** The kernel has it at /proc/sys/fs/binfmt_misc, and who mounts that there lets it through. */
  @Test
  void whatMountsByItselfIsNoFinding() throws IOException {
    RealParts.fileSystem("autofs");
    Started container = run("docker", "--", "--cap-add", "SYS_ADMIN");
    exec(
        container,
        """
        mkfifo /tmp/kernel; exec 3<>/tmp/kernel
        mount -t autofs -o fd=3,minproto=5,maxproto=5,direct none /proc/tty
        """);

    assertFindings(container, Status.SCANNED);
  }

  /** Else all that the runtime hides would look as if something else were there. */
  @Test
  void aProcessThatHasEndedSinceIsNoFinding() throws IOException {
    Started container =
        first(
            "docker",
            """
            sleep 1000 &
            mkdir /root/r; mount --bind / /root/r; touch /tmp/ready
            exec chroot /root/r /bin/sh -c 'while :; do sleep 0.1; done' # which reaps the other
            """);
    List<String> errors = new ArrayList<>();
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Discovery discovery = Discovery.ofRuntimes(host)) {
      RunningContainer running =
          discovery.containers().stream()
              .filter(c -> c.container().id().equals(container.id()))
              .findFirst()
              .orElseThrow();
      Located located = Locator.locate(host, running, new MountsSeen());
      end(located.inside().orElseThrow().pid());
      try (OverlayTree tree = OverlayTree.open(located.layersOf(host), located.overlay())) {
        DeclaredMounts mounts =
            DeclaredMounts.of(
                host,
                located,
                tree,
                Allowance.of(Budget.DEFAULT, Pace.FULL_SPEED),
                (path, reason) -> errors.add(path + " " + reason.id()));

        assertEquals(Set.of(FilePath.of("/root/r")), mounts.undeclared());
        assertTrue(errors.contains("/proc/acpi vanished"), errors::toString);
      }
    }
  }

  private static void end(int pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  @ParameterizedTest
  @CsvSource({
    "docker, --read-only",
    "podman, --read-only",
    "docker, --tmpfs=/srv:exec",
    "podman, --tmpfs=/srv",
    "docker, --security-opt=systempaths=unconfined",
    "podman, --security-opt=unmask=ALL",
    "podman, --systemd=always",
    "docker, --cap-add=SYS_ADMIN",
    "docker, --ipc=host",
    "docker, --pid=host",
    "docker, --volume=/sys:/sys",
    "docker, --volume=/proc:/host/proc:ro",
    "docker, --volume=/dev:/dev",
    "docker, --cgroupns=host",
    "docker, --cgroupns=private",
    "docker, --device=/dev/null:/dev/other",
    "podman, --device=/dev/null:/dev/other",
    "podman, --privileged",
    "docker, --cap-add=SYS_ADMIN --tmpfs=/srv:ro",
    "podman, --cap-add=SYS_ADMIN --systemd=always",
    "docker, --cap-add=SYS_ADMIN --volume=/dev/shm:/shm",
    "podman, --cap-add=SYS_ADMIN --volume=/dev/shm:/shm:ro",
    "docker, --cap-add=SYS_ADMIN --volume=/:/host",
    "podman, --privileged --volume=/:/host:ro",
    "podman, --cap-add=SYS_ADMIN --volume=/var:/host:rslave",
    "podman, --cap-add=SYS_ADMIN --volume=/bin:/srv:O",
    "docker, '--cap-add=SYS_ADMIN --mount=type=volume,dst=/srv,"
        + "volume-opt=type=tmpfs,volume-opt=device=none'",
  })
  void whatTheRuntimeMakesIsNoFinding(String runtime, String options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--"));
    all.addAll(List.of(options.split(" ", -1)));
    assertFindings(run(runtime, all.toArray(String[]::new)), Status.SCANNED);
  }

  /** Starts a container that may mount, with a folder of the host at a place. */
  private Started withPart(String runtime, String place, String... more) throws IOException {
    Path part = Files.createDirectory(folder.resolve("part"));
    Files.writeString(part.resolve("setting"), "as told\n");
    return run(
        runtime,
        Stream.concat(
                Stream.of("--", "--cap-add", "SYS_ADMIN", "--volume", part + ":" + place),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** Starts a container whose first process runs a script. */
  private Started first(String runtime, String script, String... more) throws IOException {
    Path file = folder.resolve("first.sh");
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Started container =
        run(
            runtime,
            Stream.concat(
                    Stream.of(
                        "--",
                        "--cap-add",
                        "SYS_ADMIN",
                        "--volume",
                        folder + ":/s:ro",
                        "--entrypoint",
                        "/s/first.sh"),
                    Stream.of(more))
                .toArray(String[]::new));
    exec(container, "until [ -e /tmp/ready ]; do sleep 0.1; done; sleep 0.3");
    return container;
  }

  private Started run(String runtime, String... options) throws IOException {
    Started container = runtimes.run(runtime, "dw-forged", "busybox", List.of(options));
    started.add(container);
    return container;
  }

  private void exec(Started container, String script) throws IOException {
    runtimes.exec(container, Files.writeString(folder.resolve("do.sh"), "set -e\n" + script));
  }

  private static ContainerReport assertFindings(
      Started container, Status status, String... expected) throws IOException {
    ContainerReport report = Scenario.scan(container.id());
    assertEquals(
        Stream.of(expected).sorted().toList(),
        lines(report).stream()
            .filter(line -> !line.startsWith("info "))
            .filter(ForgedSurroundingsIT::isNoMountPoint)
            .toList(),
        () -> errors(report).toString());
    assertEquals(status, report.status(), () -> errors(report).toString());
    return report;
  }

  /** Where the scripts above mount. */
  private static boolean isNoMountPoint(String line) {
    return !line.equals("warning file-added /mnt") && !line.equals("warning file-added /root/r");
  }

  private static List<String> lines(ContainerReport report) {
    return report.findings().stream()
        .map(f -> f.severity().id() + " " + f.rule() + " " + f.change().path())
        .sorted()
        .toList();
  }

  private static List<String> paths(ContainerReport report) {
    return report.findings().stream().map(f -> f.change().path().toString()).toList();
  }

  private static List<String> errors(ContainerReport report) {
    return report.errors().stream().map(e -> e.path() + " " + e.reason().id()).toList();
  }
}
