package io.driftwatch.demo;

import java.time.Duration;

/** The end of the whole program, which a signal can begin while the demo runs. */
final class ProgramEnd {

  /** The JVM does not wait for threads, so this is never spent in full. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

  private ProgramEnd() {}

  /**
   * Returns at once, but not when the end has begun: what goes wrong then goes wrong because of it,
   * and is not to be told as an error.
   */
  static void awaitIfBegun() {
    if (!hasBegun()) {
      return;
    }
    try {
      Thread.sleep(LONG_ENOUGH.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean hasBegun() {
    try {
      Runtime.getRuntime().removeShutdownHook(new Thread("never started"));
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
