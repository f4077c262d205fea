package io.driftwatch.agent;

import java.time.Duration;

/** Durations for tests. */
final class Timings {

  /** As usual, but each pass comes to the second. */
  static final Timing EXACT = of(0, Timing.USUAL.still());

  private Timings() {}

  /** As usual, but for how long nothing need come of reading one thing. */
  static Timing still(Duration still) {
    return of(Timing.USUAL.jitter(), still);
  }

  private static Timing of(double jitter, Duration still) {
    Timing usual = Timing.USUAL;
    return new Timing(
        usual.tick(),
        usual.configurationCheck(),
        usual.soon(),
        jitter,
        usual.young(),
        usual.patience(),
        usual.slice(),
        usual.quick(),
        usual.overdue(),
        still,
        usual.stuck(),
        usual.departed(),
        usual.lastWait());
  }
}
