package io.driftwatch.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.stream.Stream;

/** The series about rules and the cache of digests, as they are at a scrape. */
final class SuppliedMetrics extends Collector {

  private final Sources sources;

  SuppliedMetrics(Sources sources) {
    this.sources = sources;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CacheUse cache = sources.digestCache().get();
    return Stream.of(
            rules(),
            cache("entries", Type.GAUGE, "Files whose digest is remembered.", cache.entries()),
            cache("bytes", Type.GAUGE, "Memory that they take, roughly.", cache.bytes()),
            cache("hits_total", Type.COUNTER, "Files that were remembered.", cache.hits()),
            cache("misses_total", Type.COUNTER, "Files that were not.", cache.misses()),
            cache("evictions_total", Type.COUNTER, "Files forgotten for room.", cache.evictions()))
        .map(Family::build)
        .toList();
  }

  private Family rules() {
    Family rules =
        new Family(
            "driftwatch_policy_rule_matches",
            Type.GAUGE,
            "Findings of the last pass that a rule of the policy matched.",
            Double::sum,
            List.of("rule"));
    sources.ruleMatches().get().forEach((rule, matches) -> rules.add((double) matches, rule));
    return rules;
  }

  private static Family cache(String name, Type type, String help, long value) {
    Family family =
        new Family("driftwatch_digest_cache_" + name, type, help, Double::sum, List.of());
    family.add((double) value);
    return family;
  }
}
