package io.driftwatch.kubernetes;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Turns off what the client library logs: a stack trace at every attempt to reach an API server
 * that is away. What matters of it, driftwatch logs itself, once.
 */
final class Silence {

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger LIBRARY = Logger.getLogger("io.fabric8.kubernetes.client");

  private Silence() {}

  static void begin() {
    LIBRARY.setLevel(Level.OFF);
  }
}
