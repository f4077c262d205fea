package io.driftwatch.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How many lines about one container are printed within a minute. */
final class LineLimit {

  private static final int MAX_LINES = 100;
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private long minuteBegan;
  private int printed;
  private long omitted;

  /**
   * @param nanoTime a clock that is never set
   */
  LineLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.minuteBegan = nanoTime.getAsLong();
  }

  /** Whether one more may be printed. */
  synchronized boolean allows() {
    if (isMinuteOver()) {
      minuteBegan = nanoTime.getAsLong();
      printed = 0;
    }
    if (printed < MAX_LINES) {
      printed++;
      return true;
    }
    return false;
  }

  /** So many lines of one look were left out; the next look may have the same to tell. */
  synchronized void leftOut(long lines) {
    omitted = Math.max(omitted, lines);
  }

  /** How many one look left out, at most, in a minute that is over; they are told of once. */
  synchronized long takeOmitted() {
    if (!isMinuteOver()) {
      return 0;
    }
    long taken = omitted;
    omitted = 0;
    return taken;
  }

  private boolean isMinuteOver() {
    return nanoTime.getAsLong() - minuteBegan >= MINUTE_NANOS;
  }
}
