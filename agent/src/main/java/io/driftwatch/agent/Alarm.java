package io.driftwatch.agent;

import java.time.Duration;

/** Tells the loop when it is time for something, by a clock that is never set. */
final class Alarm {

  private boolean set;
  private long at;

  /** Rings after a while. */
  void in(Duration wait) {
    set = true;
    at = System.nanoTime() + wait.toNanos();
  }

  /** Rings after a while, or sooner if it would have. */
  void within(Duration wait) {
    if (!set || at - System.nanoTime() > wait.toNanos()) {
      in(wait);
    }
  }

  void off() {
    set = false;
  }

  boolean isSet() {
    return set;
  }

  /** Whether its time has come. */
  boolean rings() {
    return set && System.nanoTime() - at >= 0;
  }
}
