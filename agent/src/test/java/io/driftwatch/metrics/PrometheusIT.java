package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.RunningPrometheus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the server as dashboards/README.md says, and is asked what it has. */
final class PrometheusIT {

  private static final String CONFIGURATION =
      """
      scrape_configs:
        - job_name: driftwatch
          scrape_interval: 200ms
          scrape_timeout: 200ms
          honor_labels: true
          static_configs:
            - targets: ["127.0.0.1:%d"]
              labels: {namespace: driftwatch, pod: agent, container: agent}
      """;

  @TempDir Path folder;

  @Test
  void takesEverySeriesWithItsLabels() throws Exception {
    AgentMetrics metrics = Scrape.metrics(States::ofANode);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MetricsServer server =
            MetricsServer.start(any, metrics, Optional::empty, Optional::empty);
        RunningPrometheus prometheus =
            RunningPrometheus.start(folder, CONFIGURATION.formatted(server.address().getPort()))) {
      JsonNode drifted = prometheus.await("driftwatch_container_drifted == 1");
      assertEquals("shop", drifted.path(0).path("metric").path("namespace").asText());
      assertEquals("web-5d9-x7", drifted.path(0).path("metric").path("pod").asText());

      assertEquals("1", prometheus.value("min(up{job='driftwatch'})"));
      assertEquals("4", prometheus.value("count(driftwatch_container_drifted{})"));
      assertEquals("1", prometheus.value("count(driftwatch_container_drifted{namespace=''})"));
      assertEquals("3", prometheus.value("driftwatch_containers{status='scanned'}"));
      assertEquals("0", prometheus.value("sum(rate(driftwatch_scan_errors_total[1m]))"));
      String agents = prometheus.value("count(driftwatch_build_info{namespace='driftwatch'})");
      assertEquals("1", agents);
    }
  }
}
