package io.driftwatch.report;

import io.driftwatch.judge.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one scan saw of a node.
 *
 * @param node its name
 * @param startedAt when the scan began
 * @param duration how long it took
 * @param containers every container that was found and asked for
 */
public record NodeReport(
    String node, Instant startedAt, Duration duration, List<ContainerReport> containers) {

  public NodeReport {
    containers = List.copyOf(containers);
  }

  /** Whether every container was looked at fully. */
  public boolean isComplete() {
    return containers.stream().allMatch(ContainerReport::isComplete);
  }

  /** Whether any container has something unexpected of this severity or worse. */
  public boolean hasDrift(Severity atLeast) {
    return containers.stream().anyMatch(c -> c.hasDrift(atLeast));
  }
}
