package io.driftwatch.advise;

import io.driftwatch.report.Immutability;
import java.util.List;

/**
 * How far a container is from being immutable.
 *
 * @param immutability how far
 * @param reasons why, in words, where the plan does not say it
 */
record Verdict(Immutability immutability, List<String> reasons) {

  static Verdict of(Immutability immutability, String... reasons) {
    return new Verdict(immutability, List.of(reasons));
  }
}
