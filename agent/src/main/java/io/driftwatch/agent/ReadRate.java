package io.driftwatch.agent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much content may be read a second, averaged over a few: what was not read lately may be made
 * up for, and what was read too soon is waited for afterwards.
 */
final class ReadRate {

  private static final long BURST_NANOS = Duration.ofSeconds(5).toNanos();

  /** So short a wait is left for the next time. */
  private static final long SHORTEST_WAIT_NANOS = Duration.ofMillis(20).toNanos();

  private final LongSupplier nanoTime;
  private volatile long bytesPerSecond;

  /** Until when the readings so far take at the rate. */
  private long paidUntil;

  private final AtomicLong total = new AtomicLong();

  /**
   * @param nanoTime a clock that is never set
   */
  ReadRate(long bytesPerSecond, LongSupplier nanoTime) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.paidUntil = nanoTime.getAsLong() - BURST_NANOS;
  }

  void set(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  /** How long to wait for some bytes, in nanoseconds; usually not at all. */
  synchronized long spend(long bytes) {
    total.addAndGet(bytes);
    long now = nanoTime.getAsLong();
    paidUntil = Math.max(paidUntil, now - BURST_NANOS) + cost(bytes);
    long wait = paidUntil - now;
    return wait < SHORTEST_WAIT_NANOS ? 0 : wait;
  }

  private long cost(long bytes) {
    return (long) (bytes * 1e9 / bytesPerSecond);
  }

  /** All bytes so far. */
  long total() {
    return total.get();
  }
}
