package io.driftwatch.memory;

import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import java.util.List;

/**
 * What a look changed of what is known of a container.
 *
 * @param appeared what people should be told of, worst first
 * @param resolved what the look came by and did not find any more, worst first
 * @param counts of what the look found, and of what it did not come by
 */
public record Changes(List<KnownFinding> appeared, List<KnownFinding> resolved, Counts counts) {

  public Changes {
    appeared = appeared.stream().sorted(KnownFinding.WORST_FIRST).toList();
    resolved = resolved.stream().sorted(KnownFinding.WORST_FIRST).toList();
  }

  /** Whether what is remembered has changed. */
  public boolean isEmpty() {
    return appeared.isEmpty() && resolved.isEmpty();
  }
}
