package io.driftwatch.config;

import io.driftwatch.judge.Policy;
import io.driftwatch.judge.Severity;
import io.driftwatch.walk.Budget;
import java.time.Duration;

/**
 * What the file says, and for what it does not say, the default.
 *
 * @param scanInterval from the beginning of a pass to that of the next
 * @param hashRate bytes a second that are read to be compared or hashed, at most
 * @param budget what a look at one container may take
 * @param volumeExecutables whether volumes are looked through for programs
 * @param policy by what changes are judged
 * @param eventSeverity from which on findings become Events
 */
public record Configuration(
    Duration scanInterval,
    long hashRate,
    Budget budget,
    boolean volumeExecutables,
    Policy policy,
    Severity eventSeverity) {

  /**
   * A pass a minute, 64 MiB a second, a million paths and 4 GiB of content a container, which has a
   * minute; volumes are looked through; the shipped rules, and nothing allowed.
   */
  public static final Configuration DEFAULT =
      new Configuration(
          Duration.ofSeconds(60),
          64L << 20,
          new Budget(1_000_000, 4_096, 256 << 10, 4L << 20, 4L << 30, Duration.ofSeconds(60)),
          true,
          Policy.shipped(),
          Severity.WARNING);

  /** The same with another budget. */
  public Configuration withBudget(Budget other) {
    return new Configuration(
        scanInterval, hashRate, other, volumeExecutables, policy, eventSeverity);
  }
}
