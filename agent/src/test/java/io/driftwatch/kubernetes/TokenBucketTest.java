package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {

  private static final Instant NOW = Drifts.NOW;

  private final TokenBucket bucket = new TokenBucket(3, Duration.ofSeconds(10), NOW);

  @Test
  void isFullAtFirstAndThenFillsOneByOne() {
    assertEquals(3, takeAll(NOW));
    assertFalse(bucket.hasToken(NOW.plusSeconds(9)));
    assertEquals(1, takeAll(NOW.plusSeconds(10)));
    assertEquals(2, takeAll(NOW.plusSeconds(35)));
    assertTrue(bucket.hasToken(NOW.plusSeconds(40)), "the half period before counts");
  }

  @Test
  void neverHoldsMoreThanItCan() {
    assertEquals(3, takeAll(NOW.plus(Duration.ofDays(20_000))));
  }

  @Test
  void aClockPutBackStopsItForNoLongerThanAPeriod() {
    takeAll(NOW);
    Instant before = NOW.minus(Duration.ofDays(1));
    assertFalse(bucket.hasToken(before));
    assertTrue(bucket.hasToken(before.plusSeconds(10)));
  }

  private int takeAll(Instant now) {
    int taken = 0;
    while (bucket.hasToken(now)) {
      bucket.take(now);
      taken++;
    }
    return taken;
  }
}
