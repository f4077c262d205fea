package io.driftwatch.agent;

import io.driftwatch.export.DriftLog.Condition;
import io.driftwatch.metrics.AgentMetrics;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether the state directory can be written. It is one directory to those who are told, and well
 * when all parts of it are.
 */
final class StateHealth {

  private static final String STATE = "state";

  private final AgentMetrics metrics;
  private final Conditions conditions;

  /** Parts that could not be written the last time. */
  private final Set<String> unwritten = new HashSet<>();

  StateHealth(AgentMetrics metrics, Conditions conditions) {
    this.metrics = metrics;
    this.conditions = conditions;
  }

  synchronized void isWritten(String part) {
    unwritten.remove(part);
    if (unwritten.isEmpty()) {
      metrics.stateWritten();
      conditions.end(STATE);
    }
  }

  /** Each part's failure names its own file, so that only the first one's words are told. */
  synchronized void fails(String part, IOException e) {
    boolean begins = unwritten.isEmpty();
    unwritten.add(part);
    metrics.stateNotWritten();
    if (begins) {
      conditions.begin(new Condition(STATE, "not-written", String.valueOf(e.getMessage())));
    }
  }
}
