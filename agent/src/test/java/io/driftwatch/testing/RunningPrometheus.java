package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A real Prometheus. */
public final class RunningPrometheus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalServer server;

  private RunningPrometheus(LocalServer server) {
    this.server = server;
  }

  /**
   * Starts it; skips the test where there is none.
   *
   * @param folder for its files, which may be there
   * @param configuration as in prometheus.yml
   */
  public static RunningPrometheus start(Path folder, String configuration) throws IOException {
    RealParts.command("prometheus");
    Files.createDirectories(folder);
    Path file = folder.resolve("prometheus.yml");
    Files.writeString(file, configuration);
    return new RunningPrometheus(
        LocalServer.start(
            folder.resolve("log"),
            "/-/ready",
            port ->
                List.of(
                    "prometheus",
                    "--config.file=" + file,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--rules.alert.resend-delay=1s",
                    "--web.listen-address=127.0.0.1:" + port)));
  }

  /** The series that a query has now. */
  public JsonNode query(String query) throws IOException {
    return result("query?query=" + encoded(query));
  }

  /** The series that a query has had within the last minute. */
  public JsonNode lastMinute(String query) throws IOException {
    Instant now = Instant.now();
    String range = "&start=" + now.minusSeconds(60) + "&end=" + now + "&step=1s";
    return result("query_range?query=" + encoded(query) + range);
  }

  /** The series that it knows of a selector. */
  public JsonNode series(String selector) throws IOException {
    return result("series?" + encoded("match[]") + "=" + encoded(selector));
  }

  private JsonNode result(String request) throws IOException {
    String body = server.get("/api/v1/" + request);
    JsonNode answer = JSON.readTree(body);
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(request + ": " + body);
    }
    JsonNode data = answer.get("data");
    return data.isArray() ? data : data.get("result");
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /** The series that a query has, once there is anything. */
  public JsonNode await(String query) throws IOException {
    return await(query, PATIENCE);
  }

  /** The series that a query has, once there is anything. */
  public JsonNode await(String query, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    JsonNode result = query(query);
    while (result.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(query + ": nothing. " + server.said());
      }
      LocalServer.pause();
      result = query(query);
    }
    return result;
  }

  /** The one number that a query has for an answer. */
  public String value(String query) throws IOException {
    JsonNode result = await(query);
    if (result.size() != 1) {
      throw new AssertionError(query + ": " + result);
    }
    return result.path(0).path("value").path(1).asText();
  }

  @Override
  public void close() {
    server.close();
  }
}
