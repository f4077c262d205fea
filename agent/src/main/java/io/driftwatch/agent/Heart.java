package io.driftwatch.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether the agent is ready, and whether its loop moves. Only the loop itself counts: no
 * container that is slow to look at can have the agent killed.
 */
final class Heart {

  private static final Duration STILL = Duration.ofMinutes(3);

  private volatile long beat = System.nanoTime();
  private volatile boolean ready;

  void beats() {
    beat = System.nanoTime();
  }

  /** The first pass has ended. */
  void isReady() {
    ready = true;
  }

  Optional<String> notReady() {
    return ready ? Optional.empty() : Optional.of("the first pass has not ended yet");
  }

  Optional<String> stuck() {
    Duration since = Duration.ofNanos(System.nanoTime() - beat);
    return since.compareTo(STILL) < 0
        ? Optional.empty()
        : Optional.of("the loop has not moved for " + since.toSeconds() + " s");
  }
}
