package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Printable;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells of drift by Events, one for each time that a container's set of findings gains something.
 * Callers never wait: of each container the latest is kept, and a thread of its own sends it when
 * the API server takes it, when the limits allow it, and when the container's pod lists it.
 */
public final class DriftEvents implements Sink {

  private static final System.Logger LOG = System.getLogger(DriftEvents.class.getName());

  /** How often to see whether what waits may be sent. */
  private static final long LOOK_MILLIS = 1_000;

  private static final long CLOSE_MILLIS = 500;

  private final Notices notices;
  private final EventApi api;
  private final EventJournal journal;
  private final EventListener listener;
  private final Supplier<Severity> minSeverity;
  private final Clock clock;
  private final Backoff backoff = new Backoff();
  private final Thread thread;
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private EventResult last = EventResult.SENT;
  private boolean journalFailing;

  private DriftEvents(
      Notices notices,
      EventApi api,
      EventJournal journal,
      EventListener listener,
      Supplier<Severity> minSeverity,
      Clock clock) {
    this.notices = notices;
    this.api = api;
    this.journal = journal;
    this.listener = listener;
    this.minSeverity = minSeverity;
    this.clock = clock;
    this.thread = new Thread(this::run, "driftwatch-events");
    thread.setDaemon(true);
  }

  static DriftEvents start(
      Notices notices,
      EventApi api,
      EventJournal journal,
      EventListener listener,
      Supplier<Severity> minSeverity,
      Clock clock) {
    DriftEvents events = new DriftEvents(notices, api, journal, listener, minSeverity, clock);
    events.thread.start();
    return events;
  }

  @Override
  public void scanned(ScanOutcome outcome) {
    notices.scanned(outcome, minSeverity.get(), clock.instant());
    wake();
  }

  @Override
  public void removed(Known last) {
    if (last.ofPod()) {
      gone(last.container().id());
    }
  }

  @Override
  public void succeeded(Known before, Known next) {
    succeeded(before.container().id(), next.container().id());
  }

  /**
   * What a look at a container found. An Event is due when the findings have one that was in none
   * before; what is no longer among them is forgotten, and news when it comes again.
   *
   * @param unexpectedWorstFirst the findings that matter, by severity; empty when there are none
   */
  void drifted(Container container, Counts counts, List<KnownFinding> unexpectedWorstFirst) {
    notices.drifted(container, counts, unexpectedWorstFirst, clock.instant());
    wake();
  }

  /** A container cannot be looked into. Told once. */
  void notObservable(Container container, Reason reason) {
    notices.notObservable(container, reason, clock.instant());
    wake();
  }

  /**
   * What a container's specification has done to its files did not come about. Told once, and again
   * when it is something else.
   *
   * @param results empty when nothing failed
   */
  void ineffective(Container container, List<DeclarationResult> results) {
    notices.ineffective(container, results, clock.instant());
    wake();
  }

  /** A container is no more: what waits of it is dropped, what was told forgotten. */
  void gone(String containerId) {
    notices.gone(containerId);
    wake();
  }

  /** A container is in the place of one that is no more: what was told goes for it, too. */
  void succeeded(String containerId, String next) {
    notices.succeeded(containerId, next);
    wake();
  }

  /** All containers but these are no more. Due after a restart, and harmless at any time. */
  @Override
  public void retain(Collection<String> containerIds) {
    notices.retain(containerIds);
    wake();
  }

  private void wake() {
    news.release();
  }

  private void run() {
    try {
      long pauseMillis = 0;
      while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
        pauseMillis = step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; then it ends
    } finally {
      save();
    }
  }

  /** One thing that is due, or a wait for one. */
  private long step() throws InterruptedException {
    try {
      save();
      Optional<Attempt> attempt = notices.next(clock.instant(), listener);
      if (attempt.isPresent()) {
        return send(attempt.get());
      }
      awaitNews();
      return 0;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A fault of driftwatch's own; please report it.", e);
      return backoff.next();
    }
  }

  /** Returns how long to leave the API server alone, in milliseconds. */
  private long send(Attempt attempt) throws InterruptedException {
    EventApi.Answer answer = api.send(attempt);
    switch (answer.outcome()) {
      case SENT -> {
        notices.sent(attempt, clock.instant());
        succeeded();
      }
      case EXPIRED -> notices.expired(attempt);
      case REFUSED -> {
        notices.refused(attempt, clock.instant());
        failed(EventResult.REFUSED, answer.message());
      }
      case FAILED -> {
        failed(EventResult.FAILED, answer.message());
        return backoff.next();
      }
    }
    return 0;
  }

  private void succeeded() {
    backoff.reset();
    last = EventResult.SENT;
    listener.result(EventResult.SENT);
  }

  private void failed(EventResult result, String message) {
    if (!isClosed()) {
      listener.result(result);
      if (last != result) {
        last = result;
        String what =
            result == EventResult.REFUSED ? "was refused: " : "could not be sent; trying on: ";
        LOG.log(System.Logger.Level.WARNING, "An Event " + what + message);
      }
    }
  }

  private void awaitNews() throws InterruptedException {
    if (!notices.isWaiting()) {
      news.acquire();
      news.drainPermits();
    } else if (news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void save() {
    for (Map.Entry<String, Optional<JournalEntry>> change : notices.takeChanges().entrySet()) {
      try {
        if (change.getValue().isPresent()) {
          journal.save(change.getValue().get());
        } else {
          journal.delete(change.getKey());
        }
        journalFailing = false;
      } catch (IOException e) {
        journalFailed(e);
      }
    }
  }

  private void journalFailed(IOException e) {
    if (!journalFailing) {
      journalFailing = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "What Events told cannot be saved, and would be told again after a restart: "
              + Printable.of(String.valueOf(e.getMessage())));
    }
  }

  /** Ends within half a second. What was not sent waits in nobody's memory. */
  @Override
  public void close() {
    closed.countDown();
    api.giveUp();
    wake();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
