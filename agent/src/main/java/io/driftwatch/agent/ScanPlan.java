package io.driftwatch.agent;

import io.driftwatch.discover.RunningContainer;
import io.driftwatch.judge.Policy;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.scan.ScanRequest;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileMemory;
import java.time.Duration;
import java.time.Instant;

/**
 * How one look is done, whatever changes meanwhile.
 *
 * @param scanner looks
 * @param policy by which changes are judged
 * @param memory what is known of files from earlier looks
 * @param budget what it may take in one pass
 * @param volumes whether volumes are looked through for programs
 * @param startedAt when the pass began
 */
record ScanPlan(
    Scanner scanner,
    Policy policy,
    FileMemory memory,
    Budget budget,
    boolean volumes,
    Instant startedAt) {

  /** What is told of one container one by one; more is counted. */
  private static final ReportLimits LIMITS = new ReportLimits(1_000, 1L << 20);

  /** A tree that grows as fast as it is walked is begun anew some time. */
  private static final int PASSES = 100;

  private static final Duration LONGEST = Duration.ofHours(1);

  ContainerReport look(RunningContainer container, ScanTask task) {
    return scanner.scan(
        container,
        new ScanRequest(startedAt, policy, allPasses(), memory, task, volumes, LIMITS, task));
  }

  private Budget allPasses() {
    return new Budget(
        times(budget.entries()),
        budget.depth(),
        budget.pathBytes(),
        budget.waitingBytes(),
        times(budget.hashedBytes()),
        LONGEST);
  }

  private static long times(long ofOnePass) {
    return Math.min(ofOnePass, Long.MAX_VALUE / PASSES) * PASSES;
  }
}
