package io.driftwatch.declare;

import java.util.List;

/** What a command means for files. */
sealed interface Meaning {

  /** It does nothing to files, as far as anyone can see. */
  record Nothing() implements Meaning {}

  /**
   * It makes these changes, in this order, and no others that are known of.
   *
   * @param literal whether no shell has read the paths
   */
  record Steps(List<Timed> steps, boolean literal) implements Meaning {

    public Steps {
      steps = List.copyOf(steps);
    }
  }

  /** It was meant to change files, and cannot be run as it is written; why is printable. */
  record CannotWork(String why) implements Meaning {}

  /** It changes files in a way that is not foreseen; why is printable. */
  record NotUnderstood(String why) implements Meaning {}
}
