package io.driftwatch.declare;

import java.time.Duration;
import java.util.List;

/**
 * A step that is known to be run, with when it comes.
 *
 * @param step what is done
 * @param after how long the command sleeps before
 * @param conditional whether it is run only when the step before it is, and succeeds
 * @param entered what must be directories for it to be run, as it is written
 */
record Timed(Step step, Duration after, boolean conditional, List<String> entered) {

  Timed {
    entered = List.copyOf(entered);
  }

  Timed with(Step other) {
    return new Timed(other, after, conditional, entered);
  }
}
