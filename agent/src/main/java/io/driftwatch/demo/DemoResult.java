package io.driftwatch.demo;

import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import java.util.List;

/**
 * What the demo did, and what a scan saw of it.
 *
 * @param report the scan's
 * @param planted every change that was left in the container
 * @param plantedTouches how many files were touched without a change
 */
public record DemoResult(NodeReport report, List<Planted> planted, long plantedTouches) {

  public DemoResult {
    planted = List.copyOf(planted);
  }

  /** Changes that were planted, but not found. */
  public List<Planted> missed() {
    List<Finding> findings = container().findings();
    return planted.stream().filter(p -> findings.stream().noneMatch(p::is)).toList();
  }

  /** Findings that nobody planted. */
  public List<Finding> unplanted() {
    return container().findings().stream()
        .filter(finding -> planted.stream().noneMatch(p -> p.is(finding)))
        .toList();
  }

  /** Whether the whole container was looked at, and just what was planted was found. */
  public boolean isExact() {
    return container().isComplete()
        && container().counts().allChanges() == planted.size()
        && container().counts().touched() == plantedTouches
        && missed().isEmpty()
        && unplanted().isEmpty();
  }

  private ContainerReport container() {
    return report.containers().get(0);
  }
}
