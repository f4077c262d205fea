package io.driftwatch.sink;

import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.KnownFinding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one look at a container came to, when it ended or so far.
 *
 * @param known what is known of the container now
 * @param state how it stands
 * @param changes what is different, as far as people may be told of it now
 * @param standing all findings that hold, also those of which people are told later
 * @param startedAt when the look's pass began
 * @param worked how long the look took; zero when it goes on
 */
public record ScanOutcome(
    Known known,
    ContainerState state,
    Changes changes,
    List<KnownFinding> standing,
    Instant startedAt,
    Duration worked) {

  public ScanOutcome {
    standing = List.copyOf(standing);
  }

  /** What the look saw, with what earlier ones found and it did not come by. */
  public ContainerReport report() {
    return state.report();
  }

  /** Whether the look came to its end. */
  public boolean hasEnded() {
    return !worked.isZero();
  }
}
