package io.driftwatch.declare;

import io.driftwatch.file.Printable;
import java.util.List;
import java.util.Optional;

/** What a command means for files. */
sealed interface Meaning {

  /** It does nothing to files, as far as anyone can see. */
  record Nothing() implements Meaning {}

  /**
   * It makes these changes, in this order, and no others that are known of.
   *
   * @param literal whether no shell has read the paths
   * @param doubt why more may or may not be done; printable
   */
  record Steps(List<Timed> steps, boolean literal, Optional<String> doubt) implements Meaning {

    public Steps {
      steps = List.copyOf(steps);
    }
  }

  /** It was meant to change files, and cannot be run as it is written; why is printable. */
  record CannotWork(String why) implements Meaning {}

  /** It changes files in a way that is not foreseen; why is printable. */
  record NotUnderstood(String why) implements Meaning {}

  /** In words, why nothing counts that comes after a program. */
  static String doubtAfter(String program) {
    return Printable.of("whether what comes after " + program + " is run");
  }
}
