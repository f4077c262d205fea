package io.driftwatch.kubernetes;

import java.time.Duration;
import java.time.Instant;

/** A number of tokens that comes back one by one. Not for several threads. */
final class TokenBucket {

  private final int capacity;
  private final Duration refill;
  private int tokens;
  private Instant since;

  /**
   * Full at first.
   *
   * @param capacity how many there can be
   * @param refill after which time there is one more
   */
  TokenBucket(int capacity, Duration refill, Instant now) {
    this.capacity = capacity;
    this.refill = refill;
    this.tokens = capacity;
    this.since = now;
  }

  boolean hasToken(Instant now) {
    refill(now);
    return tokens > 0;
  }

  void take(Instant now) {
    refill(now);
    tokens--;
  }

  private void refill(Instant now) {
    if (now.isBefore(since)) {
      since = now; // the clock was put back
    }
    long periods = Duration.between(since, now).dividedBy(refill);
    tokens = (int) Math.min(capacity, tokens + periods);
    since = since.plus(refill.multipliedBy(periods));
  }
}
