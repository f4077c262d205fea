package io.driftwatch.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The errors of one look whose details are kept, in bounded memory: the first ones by path. Which
 * they are does not depend on the order in which they come, because that of a walk is random.
 */
final class KeptErrors {

  private static final int MAX_ERRORS = 1_000;

  /** How long the paths of all are together at most, in bytes, unless there is only one. */
  private static final long MAX_BYTES = 1L << 20;

  private static final Comparator<LookError> BY_PATH =
      Comparator.comparing(LookError::path).thenComparing(LookError::reason);

  /** The one that gives way first comes first. */
  private final Queue<LookError> errors = new PriorityQueue<>(BY_PATH.reversed());

  private long bytes;

  /** The first one that there was no room for; nothing behind it is kept. */
  private Optional<LookError> end = Optional.empty();

  void add(LookError error) {
    if (end.isPresent() && BY_PATH.compare(error, end.get()) >= 0) {
      return;
    }
    errors.add(error);
    bytes += error.path().length();
    while (errors.size() > MAX_ERRORS || (bytes > MAX_BYTES && errors.size() > 1)) {
      LookError dropped = errors.remove();
      bytes -= dropped.path().length();
      end = Optional.of(dropped);
    }
  }

  /** In the order of their paths. */
  List<LookError> byPath() {
    return errors.stream().sorted(BY_PATH).toList();
  }
}
