package io.driftwatch.agent;

import java.time.Duration;

/** Tells the loop when it is time for something, by a clock that is never set. */
final class Timer {

  private final Time time;
  private boolean set;
  private long at;

  Timer(Time time) {
    this.time = time;
  }

  /** Rings after a while. */
  void in(Duration wait) {
    set = true;
    at = time.nanos() + wait.toNanos();
  }

  /** Rings after a while, or sooner if it would have. */
  void within(Duration wait) {
    if (!set || at - time.nanos() > wait.toNanos()) {
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
    return set && time.nanos() - at >= 0;
  }
}
