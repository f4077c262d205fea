package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.Status;
import io.driftwatch.sink.ScanOutcome;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What was told of the node's containers, and what is to be. Of each container only the latest
 * waits, however long nothing can be sent. For several threads; nothing here waits.
 */
final class Notices {

  private static final Comparator<Candidate> MOST_URGENT =
      Comparator.comparing(Candidate::critical)
          .reversed()
          .thenComparing(candidate -> candidate.waiting().since());

  private static final int MAX_GONE = 256;

  private final Function<Container, Optional<Regarding>> regarding;
  private final Map<String, ContainerNotices> containers = new HashMap<>();
  private final Set<String> changed = new HashSet<>();

  /** Of containers that another may be in the place of. */
  private final Map<String, ContainerNotices> gone = new LinkedHashMap<>();

  private final RateLimits limits = new RateLimits();
  private Instant lastTried = Instant.EPOCH;

  private record Candidate(
      ContainerNotices container, WaitingNotice waiting, Regarding regarding, boolean critical) {}

  /**
   * Begins with what was told before.
   *
   * @param regarding what an Event about a container is about, if there may be one
   */
  Notices(Function<Container, Optional<Regarding>> regarding, List<JournalEntry> told) {
    this.regarding = regarding;
    told.forEach(entry -> containers.put(entry.containerId(), new ContainerNotices(entry)));
  }

  /**
   * What a look at a container came to. An ordinary user's container may have any id, that of
   * another's pod among them, so that one that never was in a pod is nobody's.
   *
   * @param minSeverity from which on findings are told of
   */
  void scanned(ScanOutcome outcome, Severity minSeverity, Instant now) {
    Container container = outcome.known().container();
    ContainerReport report = outcome.report();
    if (!outcome.known().ofPod()) {
      return;
    }
    if (report.status() == Status.UNOBSERVABLE) {
      notObservable(container, report.reason().orElse(Reason.FAULT), now);
      return;
    }
    ineffective(container, report.ineffective(), now);
    List<KnownFinding> unexpected =
        outcome.standing().stream()
            .filter(finding -> finding.disposition() == Disposition.UNEXPECTED)
            .filter(finding -> finding.severity().isAtLeast(minSeverity))
            .sorted(KnownFinding.WORST_FIRST)
            .toList();
    drifted(container, report.counts(), unexpected, now);
  }

  synchronized void drifted(
      Container container, Counts counts, List<KnownFinding> worstFirst, Instant now) {
    if (worstFirst.isEmpty() && !containers.containsKey(container.id())) {
      return; // most containers, most of the time
    }
    if (of(container).drifted(container, counts, worstFirst, now)) {
      changed.add(container.id());
    }
  }

  synchronized void notObservable(Container container, Reason reason, Instant now) {
    of(container).notObservable(container, reason, now);
  }

  synchronized void ineffective(Container container, List<DeclarationResult> results, Instant now) {
    if (!results.isEmpty() || containers.containsKey(container.id())) {
      of(container).ineffective(container, results, now);
    }
  }

  private ContainerNotices of(Container container) {
    return containers.computeIfAbsent(container.id(), ContainerNotices::new);
  }

  synchronized void gone(String containerId) {
    ContainerNotices told = containers.remove(containerId);
    if (told != null) {
      changed.add(containerId);
      gone.put(containerId, told);
      if (gone.size() > MAX_GONE) {
        gone.remove(gone.keySet().iterator().next());
      }
    }
  }

  /** Another container is in the place of one that is gone: what was told goes for it, too. */
  synchronized void succeeded(String containerId, String next) {
    gone(containerId);
    ContainerNotices told = gone.remove(containerId);
    if (told != null && containers.putIfAbsent(next, told.succeededBy(next)) == null) {
      changed.add(next);
    }
  }

  synchronized void retain(Collection<String> containerIds) {
    Set.copyOf(containers.keySet()).stream()
        .filter(id -> !containerIds.contains(id))
        .forEach(this::gone);
  }

  /** Whether anything waits, for whatever reason. */
  synchronized boolean isWaiting() {
    return containers.values().stream().anyMatch(one -> one.waiting().findAny().isPresent());
  }

  /**
   * The most urgent that may be sent now.
   *
   * @param results is told of what a limit keeps back
   */
  synchronized Optional<Attempt> next(Instant now, EventListener results) {
    return containers.values().stream()
        .flatMap(one -> one.waiting().flatMap(waiting -> candidate(one, waiting, now).stream()))
        .filter(candidate -> isAllowed(candidate, now, results))
        .min(MOST_URGENT)
        .map(candidate -> attempt(candidate, now));
  }

  private Optional<Candidate> candidate(ContainerNotices one, WaitingNotice waiting, Instant now) {
    if (!waiting.isDue(now)) {
      return Optional.empty();
    }
    Notice notice = waiting.notice();
    return regarding
        .apply(notice.container())
        .map(about -> new Candidate(one, waiting, about, one.isCritical(notice)));
  }

  private boolean isAllowed(Candidate candidate, Instant now, EventListener results) {
    boolean allowed =
        limits.allows(
            candidate.regarding().uid(),
            candidate.waiting().notice().container().id(),
            candidate.critical(),
            now);
    if (!allowed && candidate.waiting().withhold()) {
      results.result(EventResult.WITHHELD);
    }
    return allowed;
  }

  private Attempt attempt(Candidate candidate, Instant now) {
    Instant at = candidate.waiting().tried(now.isAfter(lastTried) ? now : lastTried.plusNanos(1));
    lastTried = at.isAfter(lastTried) ? at : lastTried;
    return new Attempt(
        candidate.waiting(),
        candidate.regarding(),
        EventName.of(candidate.regarding().name(), at),
        at,
        candidate.critical(),
        candidate.container().repeatedBy(candidate.waiting().notice(), now));
  }

  synchronized void sent(Attempt attempt, Instant now) {
    Notice notice = attempt.notice();
    String id = notice.container().id();
    limits.spend(attempt.regarding().uid(), id, attempt.critical(), now);
    ContainerNotices one = containers.get(id);
    if (one != null) {
      one.sent(notice, attempt.event());
      changed.add(id);
    }
  }

  /** The Event that was to be repeated is gone: the next attempt makes a new one. */
  synchronized void expired(Attempt attempt) {
    ContainerNotices one = containers.get(attempt.notice().container().id());
    if (one != null) {
      one.forgetEvent();
    }
  }

  synchronized void refused(Attempt attempt, Instant now) {
    attempt.waiting().refused(now);
  }

  /** What is to be remembered since the last call: by container, empty when it is gone. */
  synchronized Map<String, Optional<JournalEntry>> takeChanges() {
    Map<String, Optional<JournalEntry>> entries = new HashMap<>();
    for (String id : changed) {
      entries.put(id, Optional.ofNullable(containers.get(id)).map(ContainerNotices::entry));
    }
    changed.clear();
    return entries;
  }
}
