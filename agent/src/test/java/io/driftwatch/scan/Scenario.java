package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeKind;
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
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that is done in a real container, and what must be found of it.
 *
 * @param folder that describes it, see {@code src-test-fixtures/scenarios}
 */
record Scenario(Path folder) {

  private static final Path SCENARIOS = Path.of("../src-test-fixtures/scenarios").toAbsolutePath();

  static Scenario named(String name) {
    return new Scenario(SCENARIOS.resolve(name));
  }

  /** Names of all of them. */
  static List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(SCENARIOS)) {
      return all.filter(Files::isDirectory).map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * Does it in a fresh container, and holds what a scan finds against what was written down, and
   * against rsync's comparison of the two trees.
   */
  void findsWhatWasDone(Runtimes runtimes, String runtime) throws IOException {
    try (Done done = done(runtimes, runtime)) {
      ContainerReport report = scan(done.container.id());
      assertEquals(List.of(), report.errors());
      assertEquals(Status.SCANNED, report.status());
      compare(report, ExpectedFindings.read(folder, runtime), runtimes.oracle(done.container));
    }
  }

  /** Does it in a fresh container. */
  Done done(Runtimes runtimes, String runtime) throws IOException {
    // containerd takes a name for the id, by which runc has one folder for all of the machine.
    String name = "dw-%s-%08x".formatted(folder.getFileName(), new SecureRandom().nextInt());
    Done done = new Done(runtimes, runtimes.run(runtime, name, "httpd", options()));
    try {
      runtimes.exec(done.container, folder.resolve("do.sh"));
      return done;
    } catch (IOException e) {
      done.close();
      throw e;
    }
  }

  /** A container in which it was done, and which goes when it is closed. */
  record Done(Runtimes runtimes, Runtimes.Started container) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      runtimes.remove(container);
    }
  }

  private List<String> options() throws IOException {
    Path options = folder.resolve("options");
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
        .forEach((kind, count) -> assertEquals(count, report.counts().changes(kind(kind)), kind));
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

  /** Scans the container with an id, the only one that has it. */
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
              NodeScanSettings.once(DigestPolicy.NEEDED, 1),
              Clock.systemUTC());
      return scanner.scan(wanted, NodeScanListener.NONE).containers().get(0);
    }
  }

  private static ChangeKind kind(String id) {
    return Arrays.stream(ChangeKind.values())
        .filter(k -> k.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
