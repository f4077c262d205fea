package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Counts;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.Status;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Makes one outcome of what a look has seen and of what was known before, and tells all sinks. */
final class Reporter {

  private final List<Sink> sinks;
  private final Conditions conditions;
  private final ImmutabilityVerdicts verdicts;
  private final Time time;

  /**
   * @param sinks who is told, in turn
   * @param conditions what lasts
   * @param verdicts how far containers could be closed
   */
  Reporter(List<Sink> sinks, Conditions conditions, ImmutabilityVerdicts verdicts, Time time) {
    this.sinks = List.copyOf(sinks);
    this.conditions = conditions;
    this.verdicts = verdicts;
    this.time = time;
  }

  /** A look at a container begins with where it writes. */
  void located(Watch watch, Optional<FilePath> upperdir) {
    if (watch.upperdir().isPresent() && !watch.upperdir().equals(upperdir)) {
      Known before = watch.known();
      sinks.forEach(sink -> sink.replaced(before));
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
    Changes changes = watch.findings().take(report, time.now());
    Immutability immutability =
        worked.isZero()
            ? ImmutabilityVerdicts.latest(watch)
            : verdicts.of(watch, report, startedAt);
    ContainerState state =
        new ContainerState(
            report.with(changes.counts()),
            lastComplete(watch, report, startedAt),
            watch.findings().driftedSince(Severity.WARNING),
            immutability);
    watch.stands(state);
    conditionOf(watch, report);
    ineffective(watch, report.ineffective());
    List<KnownFinding> standing = watch.findings().findings();
    Changes told = withinLimit(watch, changes);
    ScanOutcome outcome = new ScanOutcome(watch.known(), state, told, standing, startedAt, worked);
    sinks.forEach(sink -> sink.scanned(outcome));
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

  /** What people are told of now; the rest appears to the next look anew. */
  private static Changes withinLimit(Watch watch, Changes changes) {
    List<KnownFinding> appeared = new ArrayList<>();
    List<KnownFinding> untold = new ArrayList<>();
    for (KnownFinding finding : changes.appeared()) {
      (watch.lines().allows() ? appeared : untold).add(finding);
    }
    List<KnownFinding> resolved =
        changes.resolved().stream().filter(finding -> watch.lines().allows()).toList();
    watch.lines().leftOut(untold.size() + changes.resolved().size() - resolved.size());
    watch.findings().notTold(untold);
    return new Changes(
        appeared, changes.rejudged(), resolved, changes.counts(), changes.byOtherRules());
  }

  /** A look does not come to its end, because something in the container does not answer. */
  void scanHangs(Watch watch) {
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
            ImmutabilityVerdicts.latest(watch)));
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
      Container container = watch.container();
      sinks.forEach(sink -> sink.omitted(container, omitted));
    }
  }

  /** A container is gone. */
  void removed(Watch watch) {
    conditions.forget(watch.key());
    conditions.forget(watch.key() + " annotation");
    conditions.forget(watch.key() + " declared");
    Known last = watch.known();
    sinks.forEach(sink -> sink.removed(last));
  }

  /** A container is in the place of one that is gone, with the volumes as they were. */
  void succeeded(Watch before, Watch next) {
    next.succeeds(before);
    sinks.forEach(sink -> sink.succeeded(before.known(), next.known()));
  }

  /** What was kept of a container is of no use any more. */
  void forget(Watch watch) {
    sinks.forEach(sink -> sink.forgotten(watch.key()));
  }

  /** All containers but those with these ids are gone. */
  void retain(Collection<String> ids) {
    sinks.forEach(sink -> sink.retain(ids));
  }
}
