package io.driftwatch.kubernetes;

import java.time.Instant;

/** A notice that waits to be sent. Not for several threads. */
final class Waiting {

  private final Notice notice;
  private final Instant since;
  private Instant notBefore;
  private Instant firstTried;
  private boolean withheld;

  private Waiting(Notice notice, Instant since, Instant notBefore) {
    this.notice = notice;
    this.since = since;
    this.notBefore = notBefore;
  }

  static Waiting from(Notice notice, Instant now) {
    return new Waiting(notice, now, now);
  }

  /** What holds now, in place of what has waited so far. */
  Waiting replacedBy(Notice later) {
    return new Waiting(later, since, notBefore);
  }

  Notice notice() {
    return notice;
  }

  /** Since when there is something to tell. */
  Instant since() {
    return since;
  }

  boolean isDue(Instant now) {
    return !now.isBefore(notBefore);
  }

  void postpone(Instant until) {
    notBefore = until;
  }

  /**
   * The time by which its Event is named. Once tried it stays: an attempt whose answer was lost
   * must not make a second Event.
   */
  Instant tried(Instant now) {
    if (firstTried == null) {
      firstTried = now;
    }
    return firstTried;
  }

  /** Notes that a limit keeps it back; whether that is new. */
  boolean withhold() {
    boolean isNew = !withheld;
    withheld = true;
    return isNew;
  }
}
