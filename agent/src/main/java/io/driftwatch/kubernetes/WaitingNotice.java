package io.driftwatch.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A notice that waits to be sent. Not for several threads. */
final class WaitingNotice {

  /**
   * After a refusal. An API server that has just started refuses everybody until it knows the roles
   * (the hook poststarthook/rbac/bootstrap-roles), which takes seconds.
   */
  private static final Duration FIRST_POSTPONED = Duration.ofSeconds(5);

  /** After many: permissions may be given some day. */
  private static final Duration LONGEST_POSTPONED = Duration.ofMinutes(5);

  private final Notice notice;
  private final Instant since;
  private Instant notBefore;
  private Duration postponed;
  private Instant firstTried;
  private boolean withheld;

  private WaitingNotice(Notice notice, Instant since, Instant notBefore, Duration postponed) {
    this.notice = notice;
    this.since = since;
    this.notBefore = notBefore;
    this.postponed = postponed;
  }

  static WaitingNotice from(Notice notice, Instant now) {
    return new WaitingNotice(notice, now, now, FIRST_POSTPONED);
  }

  /** What holds now, in place of what has waited so far, if anything has. */
  static WaitingNotice inPlaceOf(Optional<WaitingNotice> before, Notice notice, Instant now) {
    return before
        .map(same -> new WaitingNotice(notice, same.since, same.notBefore, same.postponed))
        .orElseGet(() -> from(notice, now));
  }

  Notice notice() {
    return notice;
  }

  /** Since when there is something to tell. */
  Instant since() {
    return since;
  }

  /** Nothing is put off for so long but by a clock that was put back since. */
  boolean isDue(Instant now) {
    return !now.isBefore(notBefore) || now.isBefore(notBefore.minus(LONGEST_POSTPONED));
  }

  /** It was refused: it is due later, and later still after each time. */
  void refused(Instant now) {
    notBefore = now.plus(postponed);
    Duration doubled = postponed.multipliedBy(2);
    postponed = doubled.compareTo(LONGEST_POSTPONED) < 0 ? doubled : LONGEST_POSTPONED;
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
