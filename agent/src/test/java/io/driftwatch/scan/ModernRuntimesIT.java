package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The runtimes of today, in the ways in which people set them up: other snapshotters and image
 * stores, user namespaces, other OCI runtimes, no root.
 */
@Tag("runtime")
final class ModernRuntimesIT {

  private static final List<String> OVERLAYS =
      List.of(
          "docker",
          "docker-containerd",
          "containerd",
          "containerd-erofs",
          "containerd-userns",
          "cri",
          "cri-userns",
          "podman",
          "podman-crun",
          "podman-uidmap",
          "podman-auto",
          "podman-rootless");

  /** What is written in these is in no upperdir. */
  private static final List<String> OTHERS =
      List.of(
          "docker-runsc",
          "containerd-native",
          "containerd-runsc",
          "podman-runsc",
          "podman-fuse-overlayfs");

  private static final List<String> SCENARIOS =
      List.of("clean", "rm-bin", "type-change", "stealth-replace");

  private static Runtimes runtimes;

  @BeforeAll
  static void start() throws IOException {
    runtimes =
        Runtimes.startModern(
            Stream.concat(OVERLAYS.stream(), OTHERS.stream()).toArray(String[]::new));
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  static Stream<Arguments> scenarios() {
    return OVERLAYS.stream()
        .flatMap(runtime -> SCENARIOS.stream().map(name -> Arguments.of(runtime, name)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void findsWhatWasDone(String runtime, String scenario) throws IOException {
    needFileSystem(runtime);
    Scenario.named(scenario).findsWhatWasDone(runtimes, runtime);
  }

  static List<String> others() {
    return OTHERS;
  }

  @ParameterizedTest
  @MethodSource("others")
  void saysThatItCannotLook(String runtime) throws IOException {
    needFileSystem(runtime);
    Runtimes.Started container = runtimes.run(runtime, "dw-other", "busybox", List.of());
    try {
      ContainerReport report = Scenario.scan(container.id());
      assertEquals(Status.UNOBSERVABLE, report.status());
      assertEquals(List.of(), report.findings());
    } finally {
      runtimes.remove(container);
    }
  }

  private static void needFileSystem(String runtime) throws IOException {
    if (runtime.endsWith("-erofs")) {
      RealParts.fileSystem("erofs");
    } else if (runtime.endsWith("-fuse-overlayfs")) {
      RealParts.fileSystem("fuse");
    }
  }
}
