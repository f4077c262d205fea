package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Container;
import io.driftwatch.export.DriftLog;
import io.driftwatch.export.DriftLog.Condition;
import io.driftwatch.testing.Samples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One line when something begins, and one when it ends. */
final class ConditionsTest {

  private static final Container CONTAINER = Samples.docker("c", "image:1");

  private final StringWriter text = new StringWriter();
  private final LineQueue lines = new LineQueue(new PrintWriter(text), dropped -> {});
  private final Conditions conditions =
      new Conditions(new DriftLog("n1"), lines, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @Test
  void whatLastsIsToldOfOnceAndItsEndToo() {
    for (int i = 0; i < 3; i++) {
      conditions.begin(new Condition("state", "not-written", "No space left on device"));
    }
    conditions.end("state");
    conditions.end("state");

    assertEquals(List.of("degraded state", "recovered state"), told());
  }

  @Test
  void anotherMistakeInAConfigurationIsToldOf() {
    conditions.begin(new Condition("config", "refused", "line 1: no such key"));
    conditions.begin(new Condition("config", "refused", "line 2: no such key"));

    assertEquals(List.of("degraded config", "degraded config"), told());
  }

  @Test
  void ofAContainerOnlyHowFarItCanBeLookedAtCounts() {
    ofContainer("container partial", "in-flux");
    ofContainer("container partial", "vanished");
    ofContainer("container failed", "io-error");
    conditions.end("docker/c");

    assertEquals(
        List.of(
            "degraded container partial",
            "degraded container failed",
            "recovered container failed"),
        told());
  }

  @Test
  void nothingIsToldOfWhatIsGone() {
    ofContainer("container partial", "in-flux");
    conditions.forget("docker/c");
    conditions.end("docker/c");

    assertEquals(List.of("degraded container partial"), told());
  }

  private void ofContainer(String what, String reason) {
    conditions.begin("docker/c", new Condition(what, reason, ""), Optional.of(CONTAINER));
  }

  private List<String> told() {
    lines.await(Duration.ofSeconds(10));
    return text.toString()
        .lines()
        .map(line -> field(line, "event") + " " + field(line, "what"))
        .toList();
  }

  private static String field(String line, String name) {
    String from = line.substring(line.indexOf("\"" + name + "\":\"") + name.length() + 4);
    return from.substring(0, from.indexOf('"'));
  }
}
