package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.Sink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps the agent from looking, or from telling, as long as it lasts: sinks are told when it
 * begins, and when it ends.
 */
final class Conditions {

  private final List<Sink> sinks;
  private final Map<String, Lasting> lasting = new HashMap<>();

  Conditions(List<Sink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  private record Lasting(Condition condition, Optional<Container> container) {}

  /** A condition of the agent's own begins, or goes on. */
  void begin(Condition condition) {
    begin(condition.what(), condition, Optional.empty());
  }

  /** A container's condition begins, or goes on; another reason is another condition. */
  synchronized void begin(String key, Condition condition, Optional<Container> container) {
    Lasting before = lasting.put(key, new Lasting(condition, container));
    if (before == null || !isSame(before.condition, condition, container)) {
      sinks.forEach(sink -> sink.degraded(condition, container));
    }
  }

  /** Of a container the reason may be another in each pass. */
  private static boolean isSame(Condition before, Condition now, Optional<Container> container) {
    return container.isPresent() ? before.what().equals(now.what()) : before.equals(now);
  }

  /** A condition ends, if there was one. */
  synchronized void end(String key) {
    Lasting ended = lasting.remove(key);
    if (ended != null) {
      sinks.forEach(sink -> sink.recovered(ended.condition, ended.container));
    }
  }

  /** What it is about is gone. */
  synchronized void forget(String key) {
    lasting.remove(key);
  }
}
