package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.report.Writes;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where real containers wrote: what their runtimes make is not among it. */
@Tag("runtime")
final class RealWritesIT {

  private static Runtimes runtimes;

  @TempDir private Path temporary;

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

  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman", "containerd", "cri"})
  void onlyWhatTheContainerWroteIsTold(String runtime) throws IOException {
    Started container = runtimes.run(runtime, "dw-writes", "busybox", List.of());
    try {
      assertEquals(Writes.NONE, Scenario.scan(container.id()).writes());

      Path script = temporary.resolve("script");
      Files.writeString(script, "echo 1 >/tmp/x; rm /tmp/x; mkdir -p /data/a; echo 1 >/data/a/b");
      runtimes.exec(container, script);

      assertEquals(List.of("/data NEW", "/tmp EMPTY"), places(container));
    } finally {
      runtimes.remove(container);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman", "containerd"})
  void httpdWritesItsLogs(String runtime) throws IOException {
    Started container = runtimes.run(runtime, "dw-httpd", "httpd", List.of());
    try {
      assertEquals(List.of("/usr/local/apache2/logs EMPTY"), places(container));
    } finally {
      runtimes.remove(container);
    }
  }

  private static List<String> places(Started container) throws IOException {
    return Scenario.scan(container.id()).writes().places().stream()
        .map(place -> place.directory() + " " + place.ground())
        .toList();
  }
}
