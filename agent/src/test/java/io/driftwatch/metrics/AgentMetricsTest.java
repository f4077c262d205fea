package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.Reason;
import io.driftwatch.testing.Outcomes;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentMetricsTest {

  @Test
  void closedListsStartAtZero() throws IOException {
    Map<String, Double> series = Scrape.of(List.of()).series("driftwatch_");

    for (Reason reason : Reason.values()) {
      assertEquals(0, series.get("driftwatch_scan_errors_total{reason=\"" + reason.id() + "\"}"));
    }
    assertEquals(0, series.get("driftwatch_events_total{result=\"sent\"}"));
    assertEquals(0, series.get("driftwatch_events_total{result=\"withheld\"}"));
    assertEquals(0, series.get("driftwatch_scans_total"));
    assertEquals(0, series.get("driftwatch_scan_duration_seconds_count"));
    assertEquals(1, series.get("driftwatch_state_writable"));
  }

  @Test
  void whatHappensIsCounted() throws IOException {
    AgentMetrics metrics = Scrape.metrics(List::of);
    whatEverHappens(metrics);

    Map<String, Double> series = Scrape.of(metrics).series("driftwatch_");

    assertEquals(90, series.get("driftwatch_scan_interval_seconds"));
    assertEquals(1, series.get("driftwatch_scans_total"));
    assertEquals(2, series.get("driftwatch_scan_duration_seconds_count"));
    assertEquals(1200.25, series.get("driftwatch_scan_duration_seconds_sum"));
    assertEquals(1, series.get("driftwatch_scan_duration_seconds_bucket{le=\"0.5\"}"));
    assertEquals(0, series.get("driftwatch_scan_duration_seconds_bucket{le=\"0.1\"}"));
    assertEquals(1, series.get("driftwatch_scan_errors_total{reason=\"vanished\"}"));
    assertEquals(5e9, series.get("driftwatch_hashed_bytes_total"));
    assertEquals(2, series.get("driftwatch_events_total{result=\"sent\"}"));
    assertEquals(17, series.get("driftwatch_log_lines_dropped_total"));
    assertEquals(0, series.get("driftwatch_config_last_reload_successful"));
    assertEquals(1234.5, series.get("driftwatch_config_last_reload_success_timestamp_seconds"));
    assertEquals(1, series.get("driftwatch_capability_missing{capability=\"CAP_SYS_ADMIN\"}"));
    assertEquals(0, series.get("driftwatch_capability_missing{capability=\"CAP_SYS_PTRACE\"}"));
    assertEquals(0, series.get("driftwatch_state_writable"));
    assertEquals(2, series.get("driftwatch_state_write_failures_total"));
  }

  @Test
  void stateAndConfigurationRecover() throws IOException {
    AgentMetrics metrics = Scrape.metrics(List::of);
    whatEverHappens(metrics);
    metrics.stateWritten();
    metrics.configLoaded(Instant.ofEpochSecond(2000));

    Map<String, Double> series = Scrape.of(metrics).series("driftwatch_");

    assertEquals(1, series.get("driftwatch_state_writable"));
    assertEquals(2, series.get("driftwatch_state_write_failures_total"));
    assertEquals(1, series.get("driftwatch_config_last_reload_successful"));
    assertEquals(2000, series.get("driftwatch_config_last_reload_success_timestamp_seconds"));
  }

  @Test
  void rulesAndTheCacheAreAsked() throws IOException {
    Sources sources =
        new Sources(
            List::of, () -> Map.of("shell", 3L, "unused", 0L), () -> new CacheUse(1, 2, 3, 4, 5));

    Scrape scrape = Scrape.of(new AgentMetrics(Scrape.BUILD, sources, List.of()));

    assertEquals(
        Map.of(
            "driftwatch_digest_cache_entries", 1.0,
            "driftwatch_digest_cache_bytes", 2.0,
            "driftwatch_digest_cache_hits_total", 3.0,
            "driftwatch_digest_cache_misses_total", 4.0,
            "driftwatch_digest_cache_evictions_total", 5.0),
        scrape.series("driftwatch_digest_cache_"));
    assertEquals(
        Map.of(
            "driftwatch_policy_rule_matches{rule=\"shell\"}", 3.0,
            "driftwatch_policy_rule_matches{rule=\"unused\"}", 0.0),
        scrape.series("driftwatch_policy_"));
  }

  @Test
  void theJvmIsThere() throws IOException {
    Scrape scrape = Scrape.of(List.of());
    Set<String> names =
        scrape.series().keySet().stream()
            .map(key -> key.replaceFirst("\\{.*", ""))
            .collect(Collectors.toSet());

    for (String name :
        List.of(
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_open_fds",
            "process_start_time_seconds",
            "jvm_memory_bytes_used",
            "jvm_gc_collection_seconds_count",
            "jvm_threads_current",
            "jvm_buffer_pool_used_bytes",
            "jvm_info")) {
      assertTrue(names.contains(name), name);
    }
    assertTrue(names.stream().noneMatch(name -> name.endsWith("_created")), names::toString);
    assertTrue(names.stream().noneMatch(name -> name.contains("deadlock")), names::toString);
    long open = Double.valueOf(scrape.series().get("process_open_fds")).longValue();
    assertTrue(open > 3 && open < 100_000, () -> open + "");
  }

  @Test
  void promtoolHasNothingToSay(@TempDir Path folder) throws IOException {
    RealParts.command("promtool");
    Sources sources =
        new Sources(
            States::ofANode, () -> Map.of("a\n\"b\\", 3L), () -> new CacheUse(1, 2, 3, 4, 5));
    AgentMetrics metrics = new AgentMetrics(Scrape.BUILD, sources, List.of("sent"));
    whatEverHappens(metrics);

    assertEquals("0", Scrape.of(metrics).promtool(folder));
  }

  /** Lest silence mean that nothing was read. */
  @Test
  void promtoolWouldSaySomething(@TempDir Path folder) throws IOException {
    RealParts.command("promtool");

    String said = Scrape.parse("# TYPE a_total gauge\na_total 1\n").promtool(folder);

    assertTrue(said.startsWith("3"), said);
  }

  /** As where several agents run in one JVM. */
  @Test
  void twoDoNotMeet() throws IOException {
    AgentMetrics one = Scrape.metrics(List::of);
    AgentMetrics other = Scrape.metrics(List::of);

    one.passed();

    assertEquals(1, Scrape.of(one).series().get("driftwatch_scans_total"));
    assertEquals(0, Scrape.of(other).series().get("driftwatch_scans_total"));
  }

  private static void whatEverHappens(AgentMetrics metrics) {
    metrics.scanInterval(Duration.ofSeconds(90));
    metrics.passed();
    metrics.scanned(Outcomes.worked(Duration.ofMillis(250)));
    metrics.scanned(Outcomes.worked(Duration.ofMinutes(20)));
    metrics.scanned(Outcomes.worked(Duration.ZERO));
    metrics.couldNotLook(Reason.VANISHED);
    metrics.hashed(5_000_000_000L);
    metrics.event("sent");
    metrics.event("sent");
    metrics.logLinesDropped(17);
    metrics.configLoaded(Instant.ofEpochMilli(1_234_500));
    metrics.configRefused();
    metrics.capabilityMissing("CAP_SYS_ADMIN", true);
    metrics.capabilityMissing("CAP_SYS_PTRACE", false);
    metrics.stateNotWritten();
    metrics.stateNotWritten();
  }
}
