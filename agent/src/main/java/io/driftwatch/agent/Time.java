package io.driftwatch.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What time it is, for how long something lasts, and waiting. Tests move it by hand. */
public interface Time {

  /** What the node's clock says, which somebody may set. */
  Instant now();

  /** A clock that is never set, in nanoseconds. */
  long nanos();

  /**
   * Waits until a monitor, which the caller holds, is notified, or for so long; perhaps for less.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void await(Object monitor, Duration most) throws InterruptedException;

  /** As time passes, with the node's clock. */
  static Time of(Clock clock) {
    return new Time() {
      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      @SuppressWarnings("WaitNotInLoop") // its callers loop
      public void await(Object monitor, Duration most) throws InterruptedException {
        monitor.wait(Math.max(1, most.toMillis()));
      }
    };
  }
}
