package io.driftwatch.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether the agent is ready, and whether its loop moves. Only the loop itself counts: no
 * container that is slow to look at can have the agent killed.
 */
final class Liveness {

  private final Time time;
  private final Duration patience;
  private volatile long beat;
  private volatile boolean ready;

  /**
   * @param patience for how long the loop may stand still
   */
  Liveness(Time time, Duration patience) {
    this.time = time;
    this.patience = patience;
    this.beat = time.nanos();
  }

  void beats() {
    beat = time.nanos();
  }

  /** The first pass has ended. */
  void becomesReady() {
    ready = true;
  }

  Optional<String> notReady() {
    return ready ? Optional.empty() : Optional.of("the first pass has not ended yet");
  }

  Optional<String> stuck() {
    Duration since = Duration.ofNanos(time.nanos() - beat);
    return since.compareTo(patience) < 0
        ? Optional.empty()
        : Optional.of("the loop has not moved for " + since.toSeconds() + " s");
  }
}
