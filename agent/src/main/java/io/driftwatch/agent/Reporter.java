package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.export.DriftLog;
import io.driftwatch.export.DriftLog.Condition;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.memory.Changes;
import io.driftwatch.memory.ContainerRecord;
import io.driftwatch.memory.StateFolder;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.metrics.AgentMetrics;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.Status;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells everyone what a look has seen: lines, Events, metrics, and the state directory. */
final class Reporter {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String CONTAINERS = "containers";

  private final DriftLog log;
  private final LineQueue lines;
  private final Conditions conditions;
  private final ClusterView cluster;
  private final AgentMetrics metrics;
  private final StateFolder<ContainerRecord> state;
  private final StateHealth health;
  private final WriteReporter writes;

  private final Supplier<Severity> minSeverity;
  private final Clock clock;

  /**
   * @param minSeverity from which on Events are made
   */
  Reporter(
      DriftLog log,
      LineQueue lines,
      Conditions conditions,
      ClusterView cluster,
      AgentMetrics metrics,
      StateFolder<ContainerRecord> state,
      WriteMemory writes,
      Supplier<Severity> minSeverity,
      Clock clock) {
    this.log = log;
    this.lines = lines;
    this.conditions = conditions;
    this.cluster = cluster;
    this.metrics = metrics;
    this.state = state;
    this.health = new StateHealth(metrics, conditions);
    this.writes = new WriteReporter(writes, health, clock);
    this.minSeverity = minSeverity;
    this.clock = clock;
  }

  /** A look at a container begins with where it writes. */
  void located(Watch watch, Optional<FilePath> upperdir) {
    if (watch.upperdir().isPresent() && !watch.upperdir().equals(upperdir)) {
      lines.add(
          log.removed(clock.instant(), watch.container(), watch.findings().findings().size()));
    }
    watch.writesTo(upperdir);
  }

  /**
   * A look ended, or has seen so much.
   *
   * @param startedAt when its pass began
   * @param worked how long it took; zero when it goes on
   */
  void looked(Watch watch, ContainerReport seen, Instant startedAt, Duration worked) {
    ContainerReport report = seen.withEarlier(declared(watch));
    Changes changes = watch.findings().take(report, clock.instant());
    watch.stands(
        new ContainerState(
            report.with(changes.counts()),
            lastComplete(watch, report, startedAt),
            watch.findings().driftedSince(Severity.WARNING),
            writes.immutability(watch, report, startedAt, worked)));
    count(report, worked);
    conditionOf(watch, report);
    ineffective(watch, report.ineffective());
    List<KnownFinding> untold = tell(watch, changes);
    tellCluster(watch, report, changes);
    watch.findings().notTold(untold);
    if (!changes.isEmpty() || watch.isUnsaved()) {
      lines.await(PATIENCE);
      save(watch, false);
    }
    writes.remember(report, startedAt);
  }

  private static List<DeclarationResult> declared(Watch watch) {
    return watch.state().map(state -> state.report().declared()).orElse(List.of());
  }

  private static Optional<Instant> lastComplete(
      Watch watch, ContainerReport report, Instant startedAt) {
    return report.isComplete()
        ? Optional.of(startedAt)
        : watch.state().flatMap(ContainerState::lastComplete);
  }

  private void count(ContainerReport report, Duration worked) {
    if (!worked.isZero()) {
      metrics.looked(worked);
    }
    report.reason().ifPresent(metrics::couldNotLook);
  }

  private void conditionOf(Watch watch, ContainerReport report) {
    if (report.status() == Status.SCANNED) {
      conditions.end(watch.key());
      return;
    }
    Reason reason = report.reason().orElse(Reason.FAULT);
    conditions.begin(
        watch.key(),
        new Condition("container " + report.status().id(), reason.id(), reason.text()),
        Optional.of(watch.container()));
  }

  /** What was meant to harden a container did not. */
  private void ineffective(Watch watch, List<DeclarationResult> results) {
    String key = watch.key() + " declared";
    if (results.isEmpty()) {
      conditions.end(key);
      return;
    }
    DeclarationResult first = results.get(0);
    Condition condition =
        new Condition(
            "declared " + first.field(), first.effect().id(), first.command() + ": " + first.why());
    conditions.begin(key, condition, Optional.of(watch.container()));
  }

  /** What appeared and is not told of yet, since there were too many lines. */
  private List<KnownFinding> tell(Watch watch, Changes changes) {
    Instant now = clock.instant();
    Container container = watch.container();
    List<KnownFinding> untold = new ArrayList<>();
    long leftOut = 0;
    for (KnownFinding finding : changes.appeared()) {
      if (watch.lines().allows()) {
        lines.add(log.appeared(now, container, finding));
      } else {
        untold.add(finding);
      }
    }
    for (KnownFinding finding : changes.resolved()) {
      if (watch.lines().allows()) {
        lines.add(log.resolved(now, container, finding));
      } else {
        leftOut++;
      }
    }
    if (!changes.rejudged().isEmpty()) {
      lines.add(log.rejudged(now, container, changes.rejudged()));
    }
    watch.lines().leftOut(untold.size() + leftOut);
    return untold;
  }

  /** An ordinary user's container may have any id, that of another's pod among them. */
  private void tellCluster(Watch watch, ContainerReport report, Changes changes) {
    if (!watch.isOfPod()) {
      return;
    }
    if (report.status() == Status.UNOBSERVABLE) {
      cluster.notObservable(watch.container(), report.reason().orElse(Reason.FAULT));
      return;
    }
    cluster.ineffective(watch.container(), report.ineffective());
    List<KnownFinding> unexpected =
        watch.findings().findings().stream()
            .filter(finding -> finding.disposition() == Disposition.UNEXPECTED)
            .filter(finding -> finding.severity().isAtLeast(minSeverity.get()))
            .sorted(KnownFinding.WORST_FIRST)
            .toList();
    cluster.drifted(watch.container(), changes.counts(), unexpected);
  }

  /** A look does not come to its end, because something in the container does not answer. */
  void isStill(Watch watch) {
    ContainerReport failed =
        ContainerReport.notLookedAt(
                watch.container(), Optional.empty(), Status.FAILED, Reason.BUDGET_TIME)
            .withEarlier(declared(watch));
    Counts known = watch.state().map(state -> state.report().counts()).orElse(failed.counts());
    watch.stands(
        new ContainerState(
            failed.with(known),
            watch.state().flatMap(ContainerState::lastComplete),
            watch.state().flatMap(ContainerState::driftedSince),
            WriteReporter.latest(watch)));
    conditionOf(watch, failed);
  }

  /** What is wrong with the annotations of a container's pod. */
  void annotations(Watch watch, List<String> problems) {
    String key = watch.key() + " annotation";
    if (problems.isEmpty()) {
      conditions.end(key);
      return;
    }
    Condition condition = new Condition("annotation", "refused", String.join("; ", problems));
    conditions.begin(key, condition, Optional.of(watch.container()));
  }

  /** Lines that were left out in the minute that is over. */
  void tellOmitted(Watch watch) {
    long omitted = watch.lines().takeOmitted();
    if (omitted > 0) {
      lines.add(log.omitted(clock.instant(), watch.container(), omitted));
    }
  }

  /** A container is gone. */
  void removed(Watch watch) {
    Instant now = clock.instant();
    lines.add(log.removed(now, watch.container(), watch.findings().findings().size()));
    conditions.forget(watch.key());
    conditions.forget(watch.key() + " annotation");
    conditions.forget(watch.key() + " declared");
    if (watch.isOfPod()) {
      cluster.gone(watch.container());
    }
    if (watch.findings().findings().isEmpty()) {
      forget(watch);
    } else {
      lines.await(PATIENCE);
      save(watch, true);
    }
  }

  /** A container is in the place of one that is gone, with the volumes as they were. */
  void succeeded(Watch before, Watch next) {
    next.succeeds(before);
    cluster.succeeded(before.container(), next.container());
    save(next, false);
    forget(before);
  }

  /** What was kept of a container is of no use any more. */
  void forget(Watch watch) {
    try {
      state.delete(watch.key());
    } catch (IOException e) {
      health.fails(CONTAINERS, e);
    }
  }

  private void save(Watch watch, boolean departed) {
    try {
      state.save(watch.key(), watch.record(departed));
      watch.isSaved(true);
      health.isWritten(CONTAINERS);
    } catch (IOException e) {
      watch.isSaved(false);
      health.fails(CONTAINERS, e);
    }
  }
}
