package io.driftwatch.kubernetes;

import io.driftwatch.file.LastUsed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How many Events there may be. Of one pod, as many as client-go's spam filter lets through. Beside
 * them each container has some for critical findings alone, so that no flood of lesser ones can
 * keep those back. Not for several threads.
 *
 * @see <a href="https://github.com/kubernetes/client-go/blob/master/tools/record/events_cache.go">
 *     EventSourceObjectSpamFilter</a>
 */
final class RateLimits {

  private static final int POD_BURST = 25;
  private static final Duration POD_REFILL = Duration.ofMinutes(5);
  private static final int CRITICAL_BURST = 5;
  private static final Duration CRITICAL_REFILL = Duration.ofMinutes(1);

  /** As many as client-go remembers. Those asked for longest ago are forgotten. */
  private static final int MAX_BUCKETS = 4096;

  private final Map<String, TokenBucket> ofPods = new LastUsed<>(MAX_BUCKETS);
  private final Map<String, TokenBucket> ofContainers = new LastUsed<>(MAX_BUCKETS);

  /**
   * Whether there may be an Event now.
   *
   * @param pod its UID
   * @param container its id
   * @param critical whether it tells of a critical finding that was not told before
   */
  boolean allows(String pod, String container, boolean critical, Instant now) {
    return (critical && ofContainer(container, now).hasToken(now)) || ofPod(pod, now).hasToken(now);
  }

  /** Counts one that was allowed and is out. */
  void spend(String pod, String container, boolean critical, Instant now) {
    boolean own = critical && ofContainer(container, now).hasToken(now);
    (own ? ofContainer(container, now) : ofPod(pod, now)).take(now);
  }

  private TokenBucket ofPod(String uid, Instant now) {
    return ofPods.computeIfAbsent(uid, key -> new TokenBucket(POD_BURST, POD_REFILL, now));
  }

  private TokenBucket ofContainer(String id, Instant now) {
    return ofContainers.computeIfAbsent(
        id, key -> new TokenBucket(CRITICAL_BURST, CRITICAL_REFILL, now));
  }
}
