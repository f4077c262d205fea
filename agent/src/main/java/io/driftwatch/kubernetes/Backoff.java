package io.driftwatch.kubernetes;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after failures: longer each time, and never all agents at once. */
final class Backoff {

  private static final long FIRST_MILLIS = 1_000;
  private static final int MAX_DOUBLINGS = 5;

  private int failures;

  /** From one second to half a minute, a quarter of it by chance. */
  long next() {
    long millis = FIRST_MILLIS << Math.min(failures, MAX_DOUBLINGS);
    failures++;
    return millis - ThreadLocalRandom.current().nextLong(millis / 4);
  }

  void reset() {
    failures = 0;
  }
}
