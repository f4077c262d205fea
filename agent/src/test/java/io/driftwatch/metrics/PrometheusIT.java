package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the server as the README says, and is asked what it has. */
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

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void takesEverySeriesWithItsLabels() throws Exception {
    RealParts.command("prometheus");
    AgentMetrics metrics = Scrape.metrics(States::ofANode);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MetricsServer server =
            MetricsServer.start(any, metrics, Optional::empty, Optional::empty);
        Prometheus prometheus = new Prometheus(server.address().getPort())) {
      String drifted = prometheus.await("driftwatch_container_drifted == 1");
      assertTrue(drifted.contains("\"namespace\":\"shop\",\"pod\":\"web-5d9-x7\""), drifted);

      assertEquals("1", prometheus.value("min(up{job='driftwatch'})"));
      assertEquals("4", prometheus.value("count(driftwatch_container_drifted{})"));
      assertEquals("1", prometheus.value("count(driftwatch_container_drifted{namespace=''})"));
      assertEquals("3", prometheus.value("driftwatch_containers{status='scanned'}"));
      assertEquals("0", prometheus.value("sum(rate(driftwatch_scan_errors_total[1m]))"));
      String agents = prometheus.value("count(driftwatch_build_info{namespace='driftwatch'})");
      assertEquals("1", agents);
    }
  }

  private final class Prometheus implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log = folder.resolve("log");
    private final int port;
    private final Process process;

    Prometheus(int scraped) throws IOException {
      port = freePort();
      Path file = folder.resolve("prometheus.yml");
      Files.writeString(file, CONFIGURATION.formatted(scraped));
      process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + file,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    }

    /** The answer to a query, once there is anything. */
    String await(String query) throws Exception {
      long start = System.nanoTime();
      while (System.nanoTime() - start < PATIENCE.toNanos()) {
        String answer = query(query);
        if (answer.contains("\"value\"")) {
          return answer;
        }
        Thread.sleep(100);
      }
      throw new AssertionError(query + ": nothing. " + Files.readString(log));
    }

    /** The one number that a query has for an answer. */
    String value(String query) throws Exception {
      String answer = await(query);
      assertEquals(answer.indexOf("\"value\""), answer.lastIndexOf("\"value\""), answer);
      return answer.replaceFirst("(?s).*\"value\":\\[[0-9.]+,\"([^\"]*)\".*", "$1");
    }

    private String query(String query) throws InterruptedException {
      String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
      URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded);
      try {
        return client
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
            .body();
      } catch (IOException e) {
        return "not there yet: " + e;
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }
  }
}
