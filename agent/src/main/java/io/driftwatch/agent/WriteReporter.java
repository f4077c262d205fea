package io.driftwatch.agent;

import io.driftwatch.advise.Adviser;
import io.driftwatch.judge.Disposition;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.WriteProfile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Remembers where containers wrote, and tells how far each could be closed by that. */
final class WriteReporter {

  private static final String WRITES = "writes";

  private final WriteMemory writes;
  private final StateHealth health;
  private final Clock clock;

  /**
   * @param health is told whether the memory can be saved
   */
  WriteReporter(WriteMemory writes, StateHealth health, Clock clock) {
    this.writes = writes;
    this.health = health;
    this.clock = clock;
  }

  /**
   * Where a container stands. While a look goes on, what it has not seen yet is no news.
   *
   * @param startedAt when its pass began
   * @param worked how long the look took; zero when it goes on
   */
  Immutability immutability(
      Watch watch, ContainerReport report, Instant startedAt, Duration worked) {
    if (worked.isZero()) {
      return latest(watch);
    }
    WriteProfile profile =
        writes
            .of(report.container())
            .map(known -> known.plus(report, startedAt))
            .orElseGet(() -> WriteProfile.start(report, startedAt));
    Immutability verdict = Adviser.verdict(report, profile, startedAt, Adviser.MIN_WATCHED);
    boolean drifted = watch.findings().findings().stream().anyMatch(WriteReporter::isDriftOfRoot);
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

  /** Keeps what a look says of writes; what cannot be saved is tried again with the next. */
  void remember(ContainerReport report, Instant startedAt) {
    try {
      writes.looked(report, startedAt, clock.instant());
      if (writes.isSaved()) {
        health.isWritten(WRITES);
      }
    } catch (IOException e) {
      health.fails(WRITES, e);
    }
  }
}
