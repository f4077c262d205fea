package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RestlessNames;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import io.driftwatch.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What keeps a look from a file, in real containers: names that move in docker's root and in its
 * {@code /dev/shm}, in a volume of a kubelet's, and in podman's root on xfs, which also takes more
 * attributes than Linux lists.
 */
@Tag("runtime")
@Timeout(300)
final class RestlessContainersIT {

  private static final int MICROSECONDS = 1_000;
  private static final int SCANS = 3;

  /** More names than fit in the 64 KiB that Linux lists. */
  private static final String MANY_ATTRIBUTES =
      """
      import os, sys
      for i in range(400):
          os.setxattr(sys.argv[1], "user." + "%03d" % i + "a" * 240, b"")
      """;

  @TempDir private Path folder;

  @Test
  void ofDockerAndOfAPod() throws Exception {
    try (Runtimes runtimes = Runtimes.start("docker", "containerd")) {
      Started container = runtimes.run("docker", "restless", "busybox", List.of());
      aProgramThatMovesIsFound(container, "/srv");
      aProgramThatMovesIsFound(container, "/dev/shm");
      runtimes.remove(container);

      Path pod = folder.resolve("pods/0b5e8f0e-1111-4222-8333-01a1fd7926ff");
      Path volume = Files.createDirectories(pod.resolve("volumes/kubernetes.io~empty-dir/disk"));
      Started ofPod =
          runtimes.run(
              "containerd", "restless", "busybox", List.of("--", "--volume", volume + ":/disk"));
      aProgramThatMovesIsFound(ofPod, "/disk");
      runtimes.remove(ofPod);
    }
  }

  @Test
  void ofPodmanOnXfs() throws Exception {
    RealParts.overlayMounts();
    RealParts.command("mkfs.xfs");
    Path image = folder.resolve("disk");
    Path mounted = Files.createTempDirectory(Path.of("/var/tmp"), "dwx");
    Commands.run("truncate", "-s", "4G", image.toString());
    Commands.run("mkfs.xfs", "-q", image.toString());
    Commands.run("mount", "-o", "loop", image.toString(), mounted.toString());
    try {
      Path runtimesFolder = Files.createDirectory(mounted.resolve("r"));
      try (Runtimes runtimes = Runtimes.startIn(runtimesFolder, "podman")) {
        Started container = runtimes.run("podman", "restless", "busybox", List.of());
        aProgramThatMovesIsFound(container, "/srv");
        moreAttributesThanAreListedHideNothing(container);
        runtimes.remove(container);
      }
    } finally {
      Commands.run("umount", "--lazy", mounted.toString());
      Files.delete(mounted);
    }
  }

  private static void aProgramThatMovesIsFound(Started container, String directory)
      throws Exception {
    Path root = root(container);
    Path here = Files.createDirectories(root.resolve(directory.substring(1)));
    Scripts.perl("for (1..3000) { open F, '>', \"f$_\" or die }").in(here);
    try (RestlessNames names = RestlessNames.start(here, "rename", MICROSECONDS)) {
      for (int i = 0; i < SCANS; i++) {
        ContainerReport report = Scenario.scan(container.id());
        List<String> errors = errors(report).toList();
        boolean isFound =
            report.findings().stream()
                .filter(finding -> finding.severity() == Severity.CRITICAL)
                .anyMatch(f -> f.change().path().toString().startsWith(directory + "/p"));
        assertTrue(
            isFound
                || (report.status() == Status.PARTIAL && errors.contains(directory + " in-flux")),
            directory + ": " + report.status() + " " + errors);
      }
      assertTrue(names.isAlive());
    }
    Commands.run("find", here.toString(), "-mindepth", "1", "-delete");
  }

  private static void moreAttributesThanAreListedHideNothing(Started container) throws IOException {
    Path root = root(container);
    Path hidden = Files.createDirectory(root.resolve("hidden"));
    Commands.run("cp", "/bin/busybox", hidden.resolve("miner").toString());
    for (Path path : List.of(root, hidden)) {
      Commands.run("python3", "-c", MANY_ATTRIBUTES, path.toString());
    }

    ContainerReport report = Scenario.scan(container.id());
    assertEquals(Status.PARTIAL, report.status());
    assertEquals(
        List.of("/ attributes-unlisted", "/hidden attributes-unlisted"),
        errors(report).sorted().toList());
    assertTrue(
        report.findings().stream()
            .filter(finding -> finding.severity() == Severity.CRITICAL)
            .anyMatch(finding -> finding.change().path().toString().equals("/hidden/miner")));
  }

  private static Stream<String> errors(ContainerReport report) {
    return report.errors().stream().map(error -> error.path() + " " + error.reason().id());
  }

  private static Path root(Started container) throws IOException {
    int pid = Scenario.scan(container.id()).container().pid();
    return Path.of("/proc/" + pid + "/root");
  }
}
