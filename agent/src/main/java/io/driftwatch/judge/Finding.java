package io.driftwatch.judge;

import io.driftwatch.compare.Change;
import java.util.Comparator;
import java.util.Set;

/**
 * A change with what policy says of it.
 *
 * @param change the fact
 * @param severity how much it matters
 * @param disposition whether anyone said it is meant to be
 * @param rule name of the rule that gave the severity
 * @param traits what rules and people go by
 */
public record Finding(
    Change change, Severity severity, Disposition disposition, String rule, Set<Trait> traits) {

  /** Worst first, then by the path's bytes. */
  public static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity).thenComparing(finding -> finding.change().path());

  public Finding {
    traits = Set.copyOf(traits);
  }
}
