package io.driftwatch.testing;

import io.driftwatch.container.Container;
import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Outcomes of looks, for sinks to be told. */
public final class Outcomes {

  private Outcomes() {}

  /** Of a look that found nothing, and took so long. */
  public static ScanOutcome worked(Duration worked) {
    Container container = Samples.docker("c", "image:1");
    return of(known(container, false), Samples.report(container).build(), List.of(), worked);
  }

  /** Of a look with these findings, all of them new. */
  public static ScanOutcome of(
      Known known, ContainerReport report, List<KnownFinding> findings, Duration worked) {
    return new ScanOutcome(
        known,
        new ContainerState(report, Optional.empty(), Optional.empty()),
        new Changes(findings, List.of(), List.of(), report.counts(), false),
        findings,
        Instant.EPOCH,
        worked);
  }

  /** Of which nothing was told. */
  public static Known known(Container container, boolean ofPod) {
    return new Known(
        "key/" + container.id(), container, ofPod, Optional.empty(), List.of(), Optional.empty());
  }
}
