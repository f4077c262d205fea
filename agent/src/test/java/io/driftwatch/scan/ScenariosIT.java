package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.ExpectedFindings;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is done in real containers is found, path by path, and nothing else: held against what was
 * written down for each scenario, and against rsync's comparison of the two trees.
 */
@Tag("runtime")
final class ScenariosIT {

  private static final Path SCENARIOS = Path.of("../src-test-fixtures/scenarios");

  private static Runtimes runtimes;

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  static Stream<Arguments> scenarios() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(SCENARIOS)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    return Stream.of("docker", "cri")
        .flatMap(runtime -> folders.stream().map(f -> Arguments.of(runtime, f.getFileName())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void findsWhatWasDone(String runtime, Path name) throws IOException {
    Path scenario = SCENARIOS.resolve(name);
    Runtimes.Started container = runtimes.run(runtime, "dw-" + name, "httpd", options(scenario));
    try {
      runtimes.exec(container, scenario.resolve("do.sh").toAbsolutePath());
      ContainerReport report = scan(container.id());
      assertEquals(List.of(), report.errors());
      assertEquals(Status.SCANNED, report.status());
      compare(report, ExpectedFindings.read(scenario, runtime), runtimes.oracle(container));
    } finally {
      runtimes.remove(container);
    }
  }

  private static List<String> options(Path scenario) throws IOException {
    Path options = scenario.resolve("options");
    return Files.exists(options)
        ? Arrays.asList(Files.readString(options).strip().split("\\s+", -1))
        : List.of();
  }

  private static void compare(
      ContainerReport report, ExpectedFindings expected, Set<String> oracle) {
    Set<String> found = lines(report, true);
    if (expected.isWhole()) {
      assertEquals(text(expected.findings()), text(found));
    } else {
      Set<String> missed = new TreeSet<>(expected.findings());
      missed.removeAll(found);
      assertEquals(Set.of(), report.omittedFindings() == 0 ? missed : Set.of());
    }
    expected
        .counts()
        .forEach(
            (kind, count) ->
                assertEquals(
                    count,
                    report.counts().changes().entrySet().stream()
                        .filter(e -> e.getKey().id().equals(kind))
                        .findFirst()
                        .orElseThrow()
                        .getValue(),
                    kind));
    expected.touched().ifPresent(touched -> assertEquals(touched, report.counts().touched()));
    if (report.omittedFindings() == 0) {
      assertEquals(text(oracle), text(lines(report, false)));
    } else {
      assertEquals(oracle.size(), report.counts().allChanges());
      assertTrue(oracle.containsAll(lines(report, false)));
    }
  }

  private static Set<String> lines(ContainerReport report, boolean withSeverity) {
    return report.findings().stream()
        .map(
            f ->
                f.change().kind().id()
                    + (withSeverity ? " " + f.severity().id() : "")
                    + " "
                    + f.change().path())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(Set<String> lines) {
    return String.join("\n", new ArrayList<>(lines));
  }

  static ContainerReport scan(String id) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Discovery discovery = Discovery.ofRuntimes(host)) {
      List<RunningContainer> wanted =
          discovery.containers().stream().filter(c -> c.container().id().equals(id)).toList();
      assertEquals(1, wanted.size(), "containers with id " + id);
      NodeScanner scanner =
          new NodeScanner(
              host,
              "node",
              Policy.shipped(),
              Privileges.own(),
              ScanSettings.once(DigestPolicy.NEEDED, 1),
              Clock.systemUTC());
      return scanner.scan(wanted, ScanListener.NONE).containers().get(0);
    }
  }
}
