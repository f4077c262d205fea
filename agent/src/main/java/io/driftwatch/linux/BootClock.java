package io.driftwatch.linux;

import java.time.Duration;
import java.time.Instant;
import jnr.ffi.Pointer;

/**
 * Tells when the machine booted. {@code btime} of /proc/stat is in whole seconds, and /proc/uptime
 * may be another one's, as lxcfs mounts it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2)</a>
 */
public final class BootClock {

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_BOOTTIME = 7;

  private static final Duration PROMPT = Duration.ofNanos(100_000);
  private static final int ATTEMPTS = 10;

  private BootClock() {}

  /**
   * When the machine booted, as its clock is set now. Where this thread is held up between the two
   * clocks every time, it is told to have been so much earlier, and never later.
   */
  public static Instant bootedAt() {
    Sample best = Sample.take();
    for (int i = 1; i < ATTEMPTS && best.took.compareTo(PROMPT) > 0; i++) {
      Sample next = Sample.take();
      best = next.took.compareTo(best.took) < 0 ? next : best;
    }
    return best.boot;
  }

  private record Sample(Instant boot, Duration took) {

    static Sample take() {
      Duration before = read(CLOCK_REALTIME);
      Duration sinceBoot = read(CLOCK_BOOTTIME);
      Duration after = read(CLOCK_REALTIME);
      Duration boot = before.minus(sinceBoot);
      return new Sample(
          Instant.ofEpochSecond(boot.getSeconds(), boot.getNano()), after.minus(before).abs());
    }
  }

  private static Duration read(int clock) {
    Scratch scratch = Scratch.ofThread();
    if (Linux.C.clock_gettime(clock, scratch.resultAddress()) != 0) {
      throw new IllegalStateException("no clock " + clock + ": " + Linux.errno());
    }
    Pointer timespec = scratch.result;
    return Duration.ofSeconds(timespec.getLong(0), timespec.getLong(Long.BYTES));
  }
}
