package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class EventNameTest {

  @Test
  void isOfClientGosForm() {
    assertEquals("web.1", EventName.of("web", Instant.EPOCH.plusNanos(1)));
    assertEquals(
        "web.1867bc9a61026380", EventName.of("web", Instant.parse("2025-09-22T22:52:30.750Z")));
  }

  @Test
  void isNoLongerThanANameMayBe() {
    String name = EventName.of("a".repeat(235) + "-.-b".repeat(4), Drifts.NOW);
    assertTrue(name.length() <= 253 && name.matches("a{235}\\.[0-9a-f]{16}"), name);
  }

  @Test
  void aTimeHasSixDigits() {
    assertEquals("2026-11-21T10:00:00.000000Z", EventName.time(Drifts.NOW));
    assertEquals("2026-11-21T10:00:00.123456Z", EventName.time(Drifts.NOW.plusNanos(123_456_789)));
  }
}
