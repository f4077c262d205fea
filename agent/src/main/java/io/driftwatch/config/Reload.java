package io.driftwatch.config;

/** What came of another look at the configuration file. */
public sealed interface Reload {

  /** Nothing that was not told before. */
  record Unchanged() implements Reload {}

  /**
   * The file changed, or can be used again.
   *
   * @param configuration that holds from now on
   */
  record Reloaded(Configuration configuration) implements Reload {}

  /**
   * The file cannot be used as it is now; what held before holds on.
   *
   * @param message why, in one printable line
   */
  record Refused(String message) implements Reload {}
}
