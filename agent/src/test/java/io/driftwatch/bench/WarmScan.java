package io.driftwatch.bench;

import io.driftwatch.cli.ContainerFilter;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.scan.NodeScanListener;
import io.driftwatch.scan.NodeScanSettings;
import io.driftwatch.scan.NodeScanner;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileCache;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Scans one container again and again in one JVM, as the agent does, and prints how long each pass
 * took: {@code first MILLIS} for the first look of a scanner, {@code rescan MILLIS} for the looks
 * after it by the same one, {@code discover MILLIS} for finding the node's containers. Run by
 * {@code src-test-fixtures/benchmark/run.sh}.
 */
public final class WarmScan {

  /** Passes until the compiler has settled. */
  private static final int UNMEASURED = 8;

  /** What changed so lately is looked at again; what did before that is known. */
  private static final long UNSETTLED_MILLIS = 61_000;

  private static final long CACHE_BYTES = 32L << 20;

  private final HostRoot host;
  private final ContainerFilter container;

  private WarmScan(HostRoot host, String container) {
    this.host = host;
    this.container =
        new ContainerFilter(Optional.of(container), Optional.empty(), Optional.empty());
  }

  /** Takes the id or the name of a container, and how many passes of each kind are measured. */
  public static void main(String[] arguments) throws Exception {
    int passes = Integer.parseInt(arguments[1]);
    try (HostRoot host = HostRoot.open(FilePath.ROOT)) {
      WarmScan scan = new WarmScan(host, arguments[0]);
      for (int i = 0; i < UNMEASURED; i++) {
        scan.pass(scan.scanner());
      }
      for (int i = 0; i < passes; i++) {
        print("first", scan.pass(scan.scanner()));
      }
      NodeScanner scanner = scan.scanner();
      Thread.sleep(UNSETTLED_MILLIS);
      scan.pass(scanner);
      for (int i = 0; i < passes; i++) {
        print("rescan", scan.pass(scanner));
      }
      for (int i = 0; i < passes; i++) {
        print("discover", scan.discovery());
      }
    }
  }

  private static void print(String what, long nanos) {
    System.out.printf(Locale.ROOT, "%s %.2f%n", what, nanos / 1e6);
  }

  private NodeScanner scanner() throws CannotLookException {
    return new NodeScanner(
        host,
        "benchmark",
        Policy.shipped(),
        Privileges.own(),
        new NodeScanSettings(
            DigestPolicy.NEEDED, Budget.DEFAULT, new FileCache(CACHE_BYTES), true, 1),
        Clock.systemUTC());
  }

  /** How long the scan took, in nanoseconds, without finding the container. */
  private long pass(NodeScanner scanner) throws CannotLookException {
    try (Discovery discovery = Discovery.ofRuntimes(host)) {
      List<RunningContainer> asked =
          discovery.containers().stream().filter(c -> container.matches(c.container())).toList();
      long begun = System.nanoTime();
      List<ContainerReport> reports = scanner.scan(asked, NodeScanListener.NONE).containers();
      long took = System.nanoTime() - begun;
      if (reports.size() != 1 || reports.get(0).status() != Status.SCANNED) {
        throw new IllegalStateException("not the one container, or not scanned: " + reports.size());
      }
      return took;
    }
  }

  private long discovery() throws CannotLookException {
    long begun = System.nanoTime();
    Discovery.ofRuntimes(host).close();
    return System.nanoTime() - begun;
  }
}
