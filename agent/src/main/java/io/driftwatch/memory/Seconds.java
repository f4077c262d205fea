package io.driftwatch.memory;

import java.time.Instant;

/** Times as they are written down: in seconds since 1970. */
final class Seconds {

  private Seconds() {}

  /**
   * Checks a number that was read.
   *
   * @throws IllegalArgumentException when it is no time that Java knows
   */
  static void require(long seconds) {
    if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
      throw new IllegalArgumentException("no time: " + seconds);
    }
  }
}
