package io.driftwatch.kubernetes;

import java.util.EnumMap;
import java.util.Map;

/** Counts what becomes of Events. */
final class Results implements EventListener {

  private final Map<EventResult, Integer> counts = new EnumMap<>(EventResult.class);

  @Override
  public synchronized void result(EventResult result) {
    counts.merge(result, 1, Integer::sum);
  }

  synchronized int of(EventResult result) {
    return counts.getOrDefault(result, 0);
  }
}
