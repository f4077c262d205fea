package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many lines a container gets. */
final class LineLimitTest {

  private long now;
  private final LineLimit limit = new LineLimit(() -> now);

  @Test
  void aHundredAMinuteAndTheRestIsCountedOnce() {
    assertEquals(100, IntStream.range(0, 250).filter(i -> limit.allows()).count());
    limit.leftOut(150);
    limit.leftOut(120);
    assertEquals(0, limit.takeOmitted(), "the minute is not over");

    now += TimeUnit.SECONDS.toNanos(60);

    assertEquals(150, limit.takeOmitted());
    assertEquals(0, limit.takeOmitted());
    assertTrue(limit.allows());
  }

  @Test
  void whatIsLeftOutIsToldOfThoughTheNextMinuteHasBegun() {
    IntStream.range(0, 101).forEach(i -> limit.allows());
    limit.leftOut(1);
    now += TimeUnit.SECONDS.toNanos(61);
    IntStream.range(0, 100).forEach(i -> assertTrue(limit.allows()));
    assertFalse(limit.allows());
    limit.leftOut(2);
    now += TimeUnit.SECONDS.toNanos(61);

    assertEquals(2, limit.takeOmitted());
  }
}
