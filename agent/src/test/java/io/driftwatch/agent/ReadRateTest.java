package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long readers wait, by a clock of the test's. */
final class ReadRateTest {

  private static final long RATE = 64L << 20;

  private long now = 1_000;
  private final ReadRate rate = new ReadRate(RATE, () -> now);

  @Test
  void aFewSecondsMayBeReadAtOnce() {
    assertEquals(0, rate.spend(5 * RATE));
    assertTrue(rate.spend(RATE) > TimeUnit.MILLISECONDS.toNanos(900));
  }

  @Test
  void whatWasNotReadLongAgoIsNotMadeUpFor() {
    now += TimeUnit.HOURS.toNanos(1);

    assertEquals(0, rate.spend(5 * RATE));
    assertTrue(rate.spend(5 * RATE) >= TimeUnit.SECONDS.toNanos(4));
  }

  @Test
  void inTheLongRunTheRateHolds() {
    Random random = new Random(3);
    long begun = now;
    long bytes = 0;
    while (now - begun < TimeUnit.MINUTES.toNanos(10)) {
      long some = 1L + random.nextInt(512 << 10);
      bytes += some;
      now += rate.spend(some) + 1_000;
    }

    double seconds = (now - begun) / 1e9;
    assertTrue(bytes / seconds < RATE * 1.02, bytes / seconds + " a second");
    assertTrue(bytes / seconds > RATE * 0.95, bytes / seconds + " a second");
    assertEquals(bytes, rate.total());
  }

  @Test
  void anotherRateHoldsFromThenOn() {
    rate.spend(5 * RATE);
    rate.set(RATE / 2);

    assertTrue(rate.spend(RATE) >= TimeUnit.MILLISECONDS.toNanos(1_900));
  }
}
