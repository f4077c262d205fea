package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Reason;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was told of one container, and the latest that is to be. Not for several threads. */
final class ContainerNotices {

  private final String id;
  private Fingerprints reported;
  private Optional<OpenEvent> open;
  private boolean toldNotObservable;
  private Optional<String> toldIneffective;
  private Optional<WaitingNotice> drift = Optional.empty();
  private Optional<WaitingNotice> notObservable = Optional.empty();
  private Optional<WaitingNotice> ineffective = Optional.empty();

  ContainerNotices(JournalEntry entry) {
    this.id = entry.containerId();
    this.reported = entry.reported();
    this.open = Optional.ofNullable(entry.open());
    this.toldNotObservable = entry.notObservable();
    this.toldIneffective = Optional.ofNullable(entry.ineffective());
  }

  /** Of a container of which nothing was told. */
  ContainerNotices(String id) {
    this(new JournalEntry(id, Fingerprints.NONE, null, false, null));
  }

  /** The next in its place, whose findings the latest Event may be repeated for. */
  ContainerNotices succeededBy(String next) {
    return new ContainerNotices(new JournalEntry(next, reported, open.orElse(null), false, null));
  }

  JournalEntry entry() {
    return new JournalEntry(
        id, reported, open.orElse(null), toldNotObservable, toldIneffective.orElse(null));
  }

  /** Takes in what holds now; whether that changes what is to be remembered. */
  boolean drifted(Container container, Counts counts, List<KnownFinding> worstFirst, Instant now) {
    notObservable = Optional.empty();
    Fingerprints present = Fingerprints.of(worstFirst);
    if (reported.containsAll(present)) {
      drift = Optional.empty();
      return remember(present);
    }
    if (drift.map(waiting -> waiting.notice().findings().equals(present)).orElse(false)) {
      return false;
    }
    Notice notice = Notice.drifted(container, counts, worstFirst);
    drift = Optional.of(WaitingNotice.inPlaceOf(drift, notice, now));
    return false;
  }

  /** What is gone may come again, and is then news. */
  private boolean remember(Fingerprints present) {
    boolean changed = !present.equals(reported);
    reported = present;
    return changed;
  }

  void notObservable(Container container, Reason reason, Instant now) {
    if (!toldNotObservable && notObservable.isEmpty()) {
      notObservable = Optional.of(WaitingNotice.from(Notice.notObservable(container, reason), now));
    }
  }

  /**
   * Takes in what did not come about; the same is told once.
   *
   * @param results empty when all came about
   */
  void ineffective(Container container, List<DeclarationResult> results, Instant now) {
    Optional<Notice> notice =
        results.isEmpty()
            ? Optional.empty()
            : Optional.of(Notice.ineffective(container, results))
                .filter(news -> !toldIneffective.equals(Optional.of(news.note())));
    if (!notice.map(Notice::note).equals(ineffective.map(waiting -> waiting.notice().note()))) {
      ineffective = notice.map(news -> WaitingNotice.inPlaceOf(ineffective, news, now));
    }
  }

  Stream<WaitingNotice> waiting() {
    return Stream.of(drift, notObservable, ineffective).flatMap(Optional::stream);
  }

  /** Whether it tells of a critical finding that was not told before. */
  boolean isCritical(Notice notice) {
    return !reported.containsAll(notice.criticals());
  }

  /** The Event that a notice would only repeat. */
  Optional<OpenEvent> repeatedBy(Notice notice, Instant now) {
    return notice.reason() == EventReason.DRIFTED
        ? open.filter(event -> event.isRepeatedBy(notice.note(), now))
        : Optional.empty();
  }

  /** The API server has it. */
  void sent(Notice notice, OpenEvent event) {
    if (notice.reason() == EventReason.NOT_OBSERVABLE) {
      toldNotObservable = true;
      notObservable = Optional.empty();
      return;
    }
    if (notice.reason() == EventReason.INEFFECTIVE) {
      toldIneffective = Optional.of(notice.note());
      ineffective = ineffective.filter(waiting -> !waiting.notice().note().equals(notice.note()));
      return;
    }
    reported = notice.findings();
    open = Optional.of(event);
    Fingerprints latest =
        drift.map(waiting -> waiting.notice().findings()).orElse(Fingerprints.NONE);
    if (drift.isPresent() && reported.containsAll(latest)) {
      drift = Optional.empty();
      reported = latest;
    }
  }

  /** The Event that was to be repeated is no more. */
  void forgetEvent() {
    open = Optional.empty();
  }
}
