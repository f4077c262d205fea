package io.driftwatch.config;

import io.driftwatch.file.Printable;

/** A configuration file cannot be used. The message is one printable line. */
public final class InvalidConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 1_000;

  /**
   * Why, and where.
   *
   * @param message file, line, key and problem, as far as they are known
   */
  InvalidConfigurationException(String message) {
    super(Printable.cut(Printable.of(message), MAX_LENGTH));
  }
}
