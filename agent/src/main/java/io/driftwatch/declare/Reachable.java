package io.driftwatch.declare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The states that a file may come to by commands that are run in any order, again and again, and
 * may end half-way; but each makes its steps in their order.
 */
final class Reachable {

  /** More than any honest specification comes to. */
  private static final int MAX_STATES = 64;

  /** Steps from one state to others; this is asked with each change. */
  private static final int MAX_WORK = 2_000;

  private Reachable() {}

  /**
   * All of them, those at the beginning among them; no others when there are too many.
   *
   * @param commands the steps of each that are made to the file
   */
  static Set<FileState> from(Set<FileState> start, List<List<Step>> commands) {
    Set<FileState> all = new LinkedHashSet<>(start);
    int before;
    int work = 0;
    do {
      before = all.size();
      for (List<Step> steps : commands) {
        Set<FileState> current = new LinkedHashSet<>(all);
        for (Step step : steps) {
          work += current.size();
          current = after(current, step);
          all.addAll(current);
          if (all.size() > MAX_STATES || work > MAX_WORK) {
            return start;
          }
        }
      }
    } while (all.size() > before);
    return all;
  }

  /** Those in which one command leaves it. */
  static Set<FileState> atEnd(Set<FileState> start, List<Step> steps) {
    Set<FileState> current = start;
    for (Step step : steps) {
      current = after(current, step);
    }
    return current;
  }

  private static Set<FileState> after(Set<FileState> states, Step step) {
    Set<FileState> after = new LinkedHashSet<>();
    states.forEach(state -> after.addAll(state.after(step)));
    return after;
  }
}
