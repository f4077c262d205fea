package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.ProcFs;
import java.time.Instant;

/**
 * When the machine booted, from which the kernel counts the start of each process.
 *
 * @param instant to the second
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5), btime</a>
 */
record BootTime(Instant instant) {

  /** USER_HZ, which is 100 on every machine that driftwatch runs on. */
  private static final long NANOS_PER_TICK = 10_000_000;

  static BootTime read(ProcFs proc) throws CannotLookException {
    return parse(proc.read("stat"));
  }

  static BootTime parse(String stat) {
    return stat.lines()
        .filter(line -> line.startsWith("btime "))
        .map(line -> new BootTime(Instant.ofEpochSecond(Long.parseLong(line.substring(6).trim()))))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no btime in /proc/stat"));
  }

  Instant plusTicks(long ticks) {
    return instant.plusSeconds(ticks / 100).plusNanos(ticks % 100 * NANOS_PER_TICK);
  }
}
