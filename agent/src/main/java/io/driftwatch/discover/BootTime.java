package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcFs;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * When the machine booted, from which the kernel counts the start of each process.
 *
 * @param instant to the second
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5), btime</a>
 */
record BootTime(Instant instant) {

  /** USER_HZ, which is 100 on every machine that driftwatch runs on. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final String LINE = "btime ";

  static BootTime read(ProcFs proc) throws CannotLookException {
    return parse(proc.read("stat"));
  }

  static BootTime parse(String stat) throws CannotLookException {
    Optional<String> line = stat.lines().filter(l -> l.startsWith(LINE)).findFirst();
    try {
      long seconds = Long.parseLong(line.orElse(LINE).substring(LINE.length()).trim());
      return new BootTime(Instant.ofEpochSecond(seconds));
    } catch (NumberFormatException | DateTimeException e) {
      throw new CannotLookException(Reason.STATE_INVALID, "no btime in /proc/stat");
    }
  }

  /**
   * When a process started.
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
