package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done in real containers is found, path by path, and nothing else. */
@Tag("runtime")
final class ScenariosIT {

  private static final String[] RUNTIMES = {"docker", "podman", "containerd", "cri"};

  /**
   * Where the runtimes differ: what they make and mount in a container, which rights it has, how
   * its layers are handed to the kernel. What is done in an upperdir else is the kernel's work
   * alone.
   */
  private static final Set<String> OF_EVERY_RUNTIME =
      Set.of(
          "clean",
          "metadata-only",
          "readonly",
          "rm-recreate",
          "self-hide",
          "special",
          "stealth-replace",
          "write-lower-opaque");

  private static Runtimes runtimes;

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start(RUNTIMES);
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  static Stream<Arguments> scenarios() throws IOException {
    List<String> names = Scenario.names();
    return Stream.of(RUNTIMES)
        .flatMap(
            runtime ->
                names.stream()
                    .filter(name -> runtime.equals("docker") || OF_EVERY_RUNTIME.contains(name))
                    .map(name -> Arguments.of(runtime, name)));
  }

  /** What the runtimes' own commands make of what the tests below find. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "docker,     deeper,          fails",
    "podman,     deeper,          fails",
    "containerd, deeper,          fails",
    "podman,     type-change,     fails",
    "docker,     stealth-replace, misses /usr/bin/whoami",
  })
  void theRuntimesOwnDiffFallsShort(String runtime, String scenario, String how)
      throws IOException {
    try (Scenario.Done done = Scenario.named(scenario).done(runtimes, runtime)) {
      Commands.Result diff = runtimes.diff(done.container());
      if (how.equals("fails")) {
        assertNotEquals(0, diff.status(), diff.output());
      } else {
        assertEquals(0, diff.status(), diff.errors());
        assertFalse(diff.output().contains(how.substring("misses ".length())), diff.output());
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void findsWhatWasDone(String runtime, String scenario) throws IOException {
    Scenario.named(scenario).findsWhatWasDone(runtimes, runtime);
  }
}
