package io.driftwatch.metrics;

import io.driftwatch.report.ContainerState;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is asked at each scrape. All are called on a thread of the server's, beside the agent's
 * loop, and should give what is known at once: while one waits, so do scrapes, though nothing else
 * does.
 *
 * @param containers every running container
 * @param ruleMatches findings of the last pass by the rule that matched, rules without any included
 * @param digestCache how the cache of digests was used
 */
public record Sources(
    Supplier<List<ContainerState>> containers,
    Supplier<Map<String, Long>> ruleMatches,
    Supplier<CacheUse> digestCache) {}
