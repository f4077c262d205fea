package io.driftwatch.agent;

import io.driftwatch.memory.StorageListener;
import io.driftwatch.metrics.AgentMetrics;
import io.driftwatch.sink.Condition;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether the state directory can be written. It is one directory to those who are told, and well
 * when all parts of it are.
 */
final class StateHealth implements StorageListener {

  private static final String STATE = "state";

  private final AgentMetrics metrics;
  private final Conditions conditions;

  /** Parts that could not be written the last time. */
  private final Set<String> unwritten = new HashSet<>();

  StateHealth(AgentMetrics metrics, Conditions conditions) {
    this.metrics = metrics;
    this.conditions = conditions;
  }

  @Override
  public synchronized void written(String part) {
    unwritten.remove(part);
    if (unwritten.isEmpty()) {
      metrics.stateWritten();
      conditions.end(STATE);
    }
  }

  /** Each part's failure names its own file, so that only the first one's words are told. */
  @Override
  public synchronized void failed(String part, IOException e) {
    boolean begins = unwritten.isEmpty();
    unwritten.add(part);
    metrics.stateNotWritten();
    if (begins) {
      conditions.begin(new Condition(STATE, "not-written", String.valueOf(e.getMessage())));
    }
  }
}
