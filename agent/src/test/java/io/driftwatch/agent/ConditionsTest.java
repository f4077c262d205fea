package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Container;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.Sink;
import io.driftwatch.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One line when something begins, and one when it ends. */
final class ConditionsTest {

  private static final Container CONTAINER = Samples.docker("c", "image:1");

  private final List<String> told = new ArrayList<>();
  private final Conditions conditions = new Conditions(List.of(new Noting()));

  private final class Noting implements Sink {

    @Override
    public void degraded(Condition condition, Optional<Container> container) {
      told.add("degraded " + condition.what());
    }

    @Override
    public void recovered(Condition condition, Optional<Container> container) {
      told.add("recovered " + condition.what());
    }
  }

  @Test
  void whatLastsIsToldOfOnceAndItsEndToo() {
    for (int i = 0; i < 3; i++) {
      conditions.begin(new Condition("state", "not-written", "No space left on device"));
    }
    conditions.end("state");
    conditions.end("state");

    assertEquals(List.of("degraded state", "recovered state"), told);
  }

  @Test
  void anotherMistakeInAConfigurationIsToldOf() {
    conditions.begin(new Condition("config", "refused", "line 1: no such key"));
    conditions.begin(new Condition("config", "refused", "line 2: no such key"));

    assertEquals(List.of("degraded config", "degraded config"), told);
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
        told);
  }

  @Test
  void nothingIsToldOfWhatIsGone() {
    ofContainer("container partial", "in-flux");
    conditions.forget("docker/c");
    conditions.end("docker/c");

    assertEquals(List.of("degraded container partial"), told);
  }

  private void ofContainer(String what, String reason) {
    conditions.begin("docker/c", new Condition(what, reason, ""), Optional.of(CONTAINER));
  }
}
