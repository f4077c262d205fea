package io.driftwatch.agent;

import java.time.Duration;

/**
 * Every duration by which the agent does one thing or another but the scan interval, which is
 * configured. What a rate is counted by, the budget of a look and how long an idle thread waits are
 * beside what they belong to.
 *
 * @param tick how often it is looked whether containers came or went
 * @param configurationCheck how often it is looked whether the configuration changed
 * @param soon how long after a container may have started it is searched for
 * @param jitter by which part of itself the scan interval may be shorter or longer
 * @param young for how long a runtime may need to make a container's mounts
 * @param patience for how long a first look waits for the API server's word on a container
 * @param slice for how long a look goes on before another has its turn
 * @param quick whoever does one thing for longer does not count as one who is soon done
 * @param overdue whoever keeps a turn for longer does not hold up the others
 * @param still for how long nothing need come of reading one thing
 * @param stuck for how long the loop may stand still before the agent is not alive
 * @param departed for how long what is known of a container that is gone is kept
 * @param lastWait within which looks that go on must come to their end when the agent ends
 */
record Timing(
    Duration tick,
    Duration configurationCheck,
    Duration soon,
    double jitter,
    Duration young,
    Duration patience,
    Duration slice,
    Duration quick,
    Duration overdue,
    Duration still,
    Duration stuck,
    Duration departed,
    Duration lastWait) {

  /** What the agent goes by. */
  static final Timing USUAL =
      new Timing(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          0.1,
          Duration.ofMillis(1_500),
          Duration.ofSeconds(10),
          Duration.ofMillis(250),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Duration.ofMinutes(3),
          Duration.ofMinutes(15),
          Duration.ofMillis(500));
}
