package io.driftwatch.agent;

import io.driftwatch.export.DriftLog.Condition;
import io.driftwatch.metrics.AgentMetrics;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the state directory can be written. It is one directory to those who are told, and well
 * when all parts of it are.
 */
final class StateHealth {

  private static final String STATE = "state";

  private final AgentMetrics metrics;
  private final Conditions conditions;

  /** Parts that could not be written the last time. */
  private final Set<String> unwritten = ConcurrentHashMap.newKeySet();

  StateHealth(AgentMetrics metrics, Conditions conditions) {
    this.metrics = metrics;
    this.conditions = conditions;
  }

  void isWritten(String part) {
    unwritten.remove(part);
    if (unwritten.isEmpty()) {
      metrics.stateWritten();
      conditions.end(STATE);
    }
  }

  void fails(String part, IOException e) {
    unwritten.add(part);
    metrics.stateNotWritten();
    conditions.begin(new Condition(STATE, "not-written", String.valueOf(e.getMessage())));
  }
}
