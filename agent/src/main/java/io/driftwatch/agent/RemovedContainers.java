package io.driftwatch.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Containers that are gone, for a while: one that is stopped and started again has its files still,
 * and the next in its place in a pod has the pod's volumes. Nothing that was told of them is told
 * again.
 */
final class RemovedContainers {

  private static final int MAX_KEPT = 256;

  private final Reporter reporter;
  private final Time time;
  private final long keptNanos;
  private final Map<String, Watch> watches = new LinkedHashMap<>();
  private final Map<String, Long> since = new HashMap<>();

  /**
   * @param kept for how long
   */
  RemovedContainers(Reporter reporter, Time time, Duration kept) {
    this.reporter = reporter;
    this.time = time;
    this.keptNanos = kept.toNanos();
  }

  void add(Watch watch) {
    watches.put(watch.key(), watch);
    since.put(watch.key(), time.nanos());
    expire();
  }

  /** One that has come back, as it was. */
  Optional<Watch> take(String key) {
    since.remove(key);
    return Optional.ofNullable(watches.remove(key)).map(Watch::comesBack);
  }

  /** The latest that another container is in the place of. */
  Optional<Watch> takeBefore(Watch next) {
    Optional<Watch> before =
        watches.values().stream()
            .filter(watch -> watch.isSucceededBy(next))
            .reduce((earlier, later) -> later);
    before.ifPresent(
        watch -> {
          watches.remove(watch.key());
          since.remove(watch.key());
        });
    return before;
  }

  /** Forgets those that do not come back. */
  void expire() {
    Iterator<Watch> oldestFirst = watches.values().iterator();
    while (oldestFirst.hasNext()) {
      Watch watch = oldestFirst.next();
      boolean isOld = time.nanos() - since.get(watch.key()) > keptNanos;
      if (!isOld && watches.size() <= MAX_KEPT) {
        return;
      }
      oldestFirst.remove();
      since.remove(watch.key());
      reporter.forget(watch);
    }
  }
}
