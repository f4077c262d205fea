package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs in what real containers can write beside their roots are found, and nothing else is. */
@Tag("runtime")
@Timeout(300)
final class VolumesIT {

  private static final String NEW = "critical executable-in-volume ";
  private static final String MOUNT = "critical undeclared-mount ";
  private static final String OLD = "warning executable-in-volume-before-start ";

  /** A program, a script without an execute bit, and what is no finding. */
  private static final String FILES =
      """
      cd %s
      cp /bin/busybox elf; printf '#!/bin/sh\\n' >script; chmod 644 script
      echo plain >plain; : >empty; ln -s /bin/sh link; mkfifo fifo; mkdir dir
      """;

  private static Runtimes runtimes;

  @TempDir private Path folder;
  private final List<Started> started = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start("docker", "podman", "containerd", "cri");
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

  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman"})
  void programsOnATmpfsOfAReadOnlyContainer(String runtime) throws IOException {
    Started container =
        run(runtime, "--read-only", "--", "--tmpfs", "/noexec:noexec", "--tmpfs", "/ro:ro");
    exec(container, FILES.formatted("/tmp"));
    exec(container, FILES.formatted("/noexec"));
    exec(container, "cp /bin/busybox /dev/shm/.x; cp /bin/busybox /dev/y; chmod 4755 /dev/y");
    exec(container, zip("/tmp/picture.gif", "WEB-INF/web.xml") + zip("/tmp/plain.zip", "a.png"));

    assertFindings(
        container,
        Status.SCANNED,
        NEW + "/dev/shm/.x",
        NEW + "/dev/y",
        NEW + "/noexec/elf",
        NEW + "/noexec/script",
        NEW + "/tmp/elf",
        NEW + "/tmp/picture.gif",
        NEW + "/tmp/script");
  }

  /** A script that writes an archive of one file, behind a picture. */
  private static String zip(String path, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
    }
    String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
    return "echo " + text + " | base64 -d >" + path + "\n";
  }

  @Test
  void volumesOfOtherKindsAreNotLookedInto() throws IOException {
    Path host = Files.createDirectories(folder.resolve("host"));
    Path tmpfs = Path.of("/dev/shm", "driftwatch-" + ProcessHandle.current().pid());
    Files.createDirectory(tmpfs);
    try {
      Started container =
          run(
              "docker",
              "--",
              "--volume",
              host + ":/host",
              "--volume",
              tmpfs + ":/shared",
              "--volume",
              "/named");
      exec(container, "for d in host shared named; do cp /bin/busybox /$d/x; done");

      assertFindings(container, Status.SCANNED);
    } finally {
      Commands.run("rm", "-r", tmpfs.toString());
    }
  }

  /** The last that is left to write to where the root is read-only and nobody asked for volumes. */
  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman", "cri"})
  void programsInFilesOfTheRuntime(String runtime) throws IOException {
    Started container = run(runtime);
    assertFindings(container, Status.SCANNED);
    exec(
        container,
        """
        cat /bin/busybox >/etc/hosts; echo plain >/etc/hostname; chmod 755 /etc/hostname
        """);

    assertFindings(container, Status.SCANNED, NEW + "/etc/hostname", NEW + "/etc/hosts");
  }

  /** dockerd writes it anew just before it starts the container again, and leaves its bits. */
  @Test
  void aFileOfTheRuntimeIsNotOlderThanItsContainerThatIsStartedAgain() throws IOException {
    Started container = run("docker");
    exec(container, "chmod 755 /etc/hostname");
    assertEquals(0, runtimes.docker("restart", "--time", "0", container.id()).status());

    assertFindings(container, Status.SCANNED, NEW + "/etc/hostname");
  }

  /** As a kubelet makes them, the latter for anybody to write to. */
  @Test
  void programsInFilesOfTheKubelet() throws IOException {
    Path pod = folder.resolve("pods/0b5e8f0e-1111-4222-8333-01a1fd7926ff");
    Path hosts = Files.createDirectories(pod).resolve("etc-hosts");
    Path end = Files.createDirectories(pod.resolve("containers/app")).resolve("0a1b2c3d");
    Files.writeString(hosts, "127.0.0.1 localhost\n");
    Files.createFile(end);
    Commands.run("chmod", "666", end.toString());
    Started container =
        run(
            "containerd",
            "--read-only",
            "--",
            "--volume",
            hosts + ":/etc/hosts",
            "--volume",
            end + ":/dev/termination-log");
    exec(container, "echo 10.0.0.1 x >>/etc/hosts; echo bad >/dev/termination-log");
    assertFindings(container, Status.SCANNED);
    exec(container, "cat /bin/busybox >/dev/termination-log; chmod 755 /etc/hosts");

    assertFindings(container, Status.SCANNED, NEW + "/dev/termination-log", NEW + "/etc/hosts");
  }

  /** As a kubelet lays them out; a subPath is a mount of its own. */
  @Test
  void programsInEmptyDirs() throws IOException {
    Path pod = folder.resolve("pods/0b5e8f0e-1111-4222-8333-01a1fd7926ff");
    Path volumes = Files.createDirectories(pod.resolve("volumes/kubernetes.io~empty-dir"));
    for (String name : List.of("disk", "read-only", "part/in", "part/out")) {
      Files.createDirectories(volumes.resolve(name));
    }
    Path claim = Files.createDirectories(pod.resolve("volumes/kubernetes.io~csi/claim/mount"));
    Path part = Files.createDirectories(pod.resolve("volume-subpaths/part/app/0"));
    Path ofClaim = Files.createDirectories(pod.resolve("volume-subpaths/claim/app/1"));
    Commands.run("cp", "/bin/busybox", volumes.resolve("disk/before").toString());
    pause();
    Path end = Files.createDirectories(pod.resolve("containers/app")).resolve("0a1b2c3d");
    Files.createFile(end);
    pause();
    Commands.run("cp", "/bin/busybox", volumes.resolve("disk/of-an-earlier-run").toString());
    Commands.run("mount", "--bind", volumes.resolve("part/in").toString(), part.toString());
    try {
      pause();
      Started container =
          run(
              "containerd",
              "--",
              "--volume",
              end + ":/dev/termination-log",
              "--volume",
              volumes.resolve("disk") + ":/disk",
              "--volume",
              volumes.resolve("read-only") + ":/read-only:ro",
              "--volume",
              part + ":/part",
              "--volume",
              claim + ":/claim",
              "--volume",
              ofClaim + ":/part-of-claim");
      exec(container, FILES.formatted("/disk"));
      exec(container, "for d in part claim part-of-claim; do cp /bin/busybox /$d/x; done");
      for (String other : List.of("read-only/x", "part/out/x")) {
        Commands.run("cp", "/bin/busybox", volumes.resolve(other).toString());
      }

      assertFindings(
          container,
          Status.SCANNED,
          NEW + "/disk/elf",
          NEW + "/disk/of-an-earlier-run",
          NEW + "/disk/script",
          NEW + "/part/x",
          OLD + "/disk/before");
    } finally {
      Commands.run("umount", "--lazy", part.toString());
    }
  }

  /** A mount of the kubelet's, which may not have come to where the agent sees the host. */
  @Test
  void anEmptyDirInMemoryIsTheMountThatTheContainerHas() throws IOException {
    Path memory = folder.resolve("pods/1/volumes/kubernetes.io~empty-dir/memory");
    Files.createDirectories(memory);
    Commands.run("mount", "-t", "tmpfs", "none", memory.toString());
    try {
      Started container = run("containerd", "--", "--volume", memory + ":/memory");
      exec(container, "cp /bin/busybox /memory/x");

      assertFindings(container, Status.SCANNED, NEW + "/memory/x");
      Commands.run("umount", "--lazy", memory.toString());
      ContainerReport report = assertFindings(container, Status.PARTIAL);
      assertEquals(List.of("/memory mount-not-visible"), errors(report));
    } finally {
      Commands.attempt(new ProcessBuilder("umount", "--lazy", memory.toString()));
    }
  }

  /** What it covers may still be in use, so that it is not said to be clean. */
  @Test
  void whatAContainerMountsOnItsVolumesHidesNothing() throws IOException {
    Started container =
        run(
            "containerd",
            "--read-only",
            "--",
            "--cap-add",
            "SYS_ADMIN",
            "--volume",
            folder + ":/data");
    exec(
        container,
        """
        cp /bin/busybox /tmp/below; mount -t tmpfs none /tmp; cp /bin/busybox /tmp/above
        mkdir /run/x; mount -t tmpfs none /run/x; cp /bin/busybox /run/x/nested
        mkdir /data/x; mount -t tmpfs none /data/x; cp /bin/busybox /data/x/outside
        mkdir /run/bin; mount --bind /bin /run/bin
        """);

    ContainerReport report =
        assertFindings(
            container,
            Status.PARTIAL,
            NEW + "/data/x/outside",
            NEW + "/run/x/nested",
            NEW + "/tmp/above");
    assertEquals(List.of("/tmp mount-not-visible"), errors(report));
  }

  /** Be it an emptyDir or, by what looks like one, a part of a claim. */
  @Test
  void aTmpfsInPlaceOfAPodsVolumesIsLookedThrough() throws IOException {
    Path pod = folder.resolve("pods/0b5e8f0e-1111-4222-8333-01a1fd7926ff");
    Path disk = Files.createDirectories(pod.resolve("volumes/kubernetes.io~empty-dir/disk"));
    Path ofClaim = Files.createDirectories(pod.resolve("volume-subpaths/claim/app/1"));
    Started container =
        run(
            "containerd",
            "--",
            "--cap-add",
            "SYS_ADMIN",
            "--volume",
            disk + ":/covered",
            "--volume",
            disk + ":/replaced",
            "--volume",
            ofClaim + ":/part-of-claim");
    exec(
        container,
        """
        umount /replaced
        for d in covered replaced part-of-claim; do mount -t tmpfs none /$d; cp /bin/busybox /$d; done
        """);

    ContainerReport report =
        assertFindings(
            container,
            Status.PARTIAL,
            NEW + "/covered/busybox",
            NEW + "/part-of-claim/busybox",
            NEW + "/replaced/busybox",
            MOUNT + "/covered",
            MOUNT + "/part-of-claim",
            MOUNT + "/replaced");
    assertEquals(
        List.of("/covered mount-not-visible", "/replaced mount-not-visible"), errors(report));
  }

  /** As whoever changed its root may hide what it likes from those who look through that. */
  @Test
  void aTmpfsThatWasTakenAwayIsNotSaidToBeClean() throws IOException {
    Started container = run("containerd", "--read-only", "--", "--cap-add", "SYS_ADMIN");
    exec(container, "umount /tmp");

    ContainerReport report = assertFindings(container, Status.PARTIAL);
    assertEquals(List.of("/tmp mount-not-visible"), errors(report));
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Started run(String runtime, String... options) throws IOException {
    Started container = runtimes.run(runtime, "dw-volumes", "busybox", List.of(options));
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
        String.join("\n", Stream.of(expected).sorted().toList()),
        String.join(
            "\n",
            report.findings().stream()
                .map(f -> f.severity().id() + " " + f.rule() + " " + f.change().path())
                .sorted()
                .toList()),
        () -> errors(report).toString());
    assertEquals(status, report.status(), () -> errors(report).toString());
    return report;
  }

  private static List<String> errors(ContainerReport report) {
    return report.errors().stream().map(e -> e.path() + " " + e.reason().id()).toList();
  }
}
