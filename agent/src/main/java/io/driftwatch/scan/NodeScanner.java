package io.driftwatch.scan;

import io.driftwatch.discover.RunningContainer;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.walk.Pace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Scans the containers of a node once, each from beginning to end. */
public final class NodeScanner {

  private final String node;
  private final Policy policy;
  private final NodeScanSettings settings;
  private final ContainerScanner scanner;
  private final Clock clock;

  /**
   * A scanner of a node.
   *
   * @param host the node
   * @param node its name
   * @param policy by which changes are judged
   * @param privileges what this process may do
   * @param clock of the report's times
   */
  public NodeScanner(
      HostRoot host,
      String node,
      Policy policy,
      Privileges privileges,
      NodeScanSettings settings,
      Clock clock) {
    this.node = node;
    this.policy = policy;
    this.settings = settings;
    this.scanner = new ContainerScanner(host, privileges, settings.digests());
    this.clock = clock;
  }

  /**
   * Scans containers. One that ends meanwhile is left out of the report.
   *
   * @param containers which; their handles stay the caller's
   * @param listener is told of each that is done
   */
  public NodeReport scan(List<RunningContainer> containers, NodeScanListener listener) {
    Instant startedAt = clock.instant();
    long begun = System.nanoTime();
    listener.started(containers.size());
    List<Optional<ContainerReport>> reports =
        Parallel.map(
            containers,
            settings.threads(),
            container -> {
              ContainerReport report = scanner.scan(container, request());
              listener.finished(report);
              // What is seen of a container that is being taken down is half of it.
              return Optional.of(report).filter(r -> container.process().isAlive());
            });
    return new NodeReport(
        node,
        startedAt,
        Duration.ofNanos(System.nanoTime() - begun),
        reports.stream().flatMap(Optional::stream).toList());
  }

  /** A scan of many takes a while, so that each begins at a time of its own. */
  private ScanRequest request() {
    Instant startedAt = clock.instant();
    return new ScanRequest(
        startedAt,
        policy,
        settings.budget(),
        settings.memory().ofPass(startedAt),
        Pace.FULL_SPEED,
        settings.volumes(),
        ReportLimits.DEFAULT,
        ContainerScanListener.NONE);
  }
}
