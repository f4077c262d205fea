package io.driftwatch.export;

import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.ContainerReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The label of what changed in a container's first minute. Where it would stand on every line, it
 * is said once instead.
 */
final class StartLabels {

  private StartLabels() {}

  /** Whether everything of which it is known when it changed, changed then. */
  static boolean areOnAll(ContainerReport report) {
    List<Finding> dated =
        report.findings().stream().filter(f -> f.change().changedAt().isPresent()).toList();
    return report.omittedFindings() == 0
        && dated.size() > 1
        && dated.stream().allMatch(finding -> finding.traits().contains(Trait.AT_START));
  }

  /** The findings without the label. */
  static List<Finding> takenOff(List<Finding> findings) {
    return findings.stream().map(StartLabels::takenOff).toList();
  }

  private static Finding takenOff(Finding finding) {
    Set<Trait> traits = new HashSet<>(finding.traits());
    traits.remove(Trait.AT_START);
    return finding.withTraits(traits);
  }
}
