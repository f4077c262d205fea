package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.BootClock;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * When the machine booted, from which the kernel counts the start of each process.
 *
 * @param instant by its clock as it is set now
 */
record BootTime(Instant instant) {

  /** USER_HZ, which is 100 on every machine that driftwatch runs on. */
  private static final long NANOS_PER_TICK = 10_000_000;

  static BootTime read() {
    return new BootTime(BootClock.bootedAt());
  }

  /**
   * When a process started, or up to a tick before it did.
   *
   * @throws CannotLookException {@link Reason#STATE_INVALID} when no date is that far away
   */
  Instant plusTicks(long ticks) throws CannotLookException {
    try {
      return instant.plusSeconds(ticks / 100).plusNanos(ticks % 100 * NANOS_PER_TICK);
    } catch (DateTimeException | ArithmeticException e) {
      throw new CannotLookException(Reason.STATE_INVALID, "no start of a process: " + ticks);
    }
  }
}
