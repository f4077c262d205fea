package io.driftwatch.agent;

import io.driftwatch.advise.Adviser;
import io.driftwatch.judge.Disposition;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.WriteProfile;
import java.time.Instant;

/** How far containers could be closed, by where they wrote. */
final class ImmutabilityVerdicts {

  private final WriteMemory writes;

  ImmutabilityVerdicts(WriteMemory writes) {
    this.writes = writes;
  }

  /**
   * Where a container stands after a look that came to its end.
   *
   * @param startedAt when its pass began
   */
  Immutability of(Watch watch, ContainerReport report, Instant startedAt) {
    WriteProfile profile =
        writes
            .of(report.container())
            .map(known -> known.plus(report, startedAt))
            .orElseGet(() -> WriteProfile.start(report, startedAt));
    Immutability verdict = Adviser.verdict(report, profile, startedAt, Adviser.MIN_WATCHED);
    boolean drifted =
        watch.findings().findings().stream().anyMatch(ImmutabilityVerdicts::isDriftOfRoot);
    return verdict == Immutability.ENFORCED && drifted ? Immutability.NOT_READY : verdict;
  }

  /** Where it stood after the latest look that came to its end. */
  static Immutability latest(Watch watch) {
    return watch.state().map(ContainerState::immutability).orElse(Immutability.UNKNOWN);
  }

  /** Also what an earlier look found, where this one did not come by. */
  private static boolean isDriftOfRoot(KnownFinding finding) {
    return finding.disposition() == Disposition.UNEXPECTED && !finding.inVolume();
  }
}
