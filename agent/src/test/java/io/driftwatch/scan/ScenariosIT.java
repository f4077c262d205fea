package io.driftwatch.scan;

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

/** What is done in real containers is found, path by path, and nothing else. */
@Tag("runtime")
final class ScenariosIT {

  private static final String[] RUNTIMES = {"docker", "podman", "containerd", "cri"};

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
        .flatMap(runtime -> names.stream().map(name -> Arguments.of(runtime, name)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void findsWhatWasDone(String runtime, String scenario) throws IOException {
    Scenario.named(scenario).findsWhatWasDone(runtimes, runtime);
  }
}
