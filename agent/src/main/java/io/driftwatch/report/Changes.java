package io.driftwatch.report;

import java.util.List;

/**
 * What a look changed of what is known of a container.
 *
 * @param appeared what people should be told of, in the order of {@link InTurn}
 * @param rejudged what was known, and of which other rules make more than those before did, in that
 *     order
 * @param resolved what the look came by and did not find any more, in that order
 * @param counts of what the look found, and of what it did not come by
 * @param byOtherRules whether anything that was known was judged by other rules than before
 */
public record Changes(
    List<KnownFinding> appeared,
    List<KnownFinding> rejudged,
    List<KnownFinding> resolved,
    Counts counts,
    boolean byOtherRules) {

  public Changes {
    appeared = InTurn.order(appeared);
    rejudged = InTurn.order(rejudged);
    resolved = InTurn.order(resolved);
  }

  /** Whether what is remembered has changed. */
  public boolean isEmpty() {
    return appeared.isEmpty() && resolved.isEmpty() && !byOtherRules;
  }
}
