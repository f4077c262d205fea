package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.http.Request;
import io.driftwatch.http.Response;
import io.driftwatch.report.ContainerState;
import io.driftwatch.testing.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A scrape, read by a parser of our own that takes nothing but what the format allows. */
final class Scrape {

  static final Build BUILD = new Build("0.1.0", "17.0.1", "n1");

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]?Inf|[-+0-9.eE]+)");

  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\",?");

  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE|UNIT|EOF)(?: ([a-zA-Z0-9_:]+) .+)?");

  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final String text;
  private final Map<String, Double> series = new TreeMap<>();

  private Scrape(String text) {
    this.text = text;
    Set<String> comments = new HashSet<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("#")) {
        Matcher comment = COMMENT.matcher(line);
        assertTrue(comment.matches(), line);
        assertTrue(comments.add(comment.group(1) + comment.group(2)), "twice: " + line);
      } else if (!line.isEmpty()) {
        add(line);
      }
    }
  }

  /** Metrics of which nothing is known but containers, and that one rule matched. */
  static AgentMetrics metrics(Supplier<List<ContainerState>> states) {
    Sources sources = new Sources(states, () -> Map.of("program-added", 1L), () -> CacheUse.NONE);
    return new AgentMetrics(BUILD, sources, List.of("sent", "withheld"));
  }

  static Scrape of(List<ContainerState> states) throws IOException {
    return of(metrics(() -> states));
  }

  static Scrape of(AgentMetrics metrics) throws IOException {
    return parse(text(metrics, ""));
  }

  static Scrape openMetricsOf(AgentMetrics metrics) throws IOException {
    String text = text(metrics, OPEN_METRICS);
    assertTrue(text.endsWith("\n# EOF\n"), text);
    return parse(text);
  }

  static Scrape parse(String text) {
    return new Scrape(text);
  }

  String text() {
    return text;
  }

  /** Values by series, as {@code name{a="b",c="d"}} with the labels in order of their names. */
  Map<String, Double> series() {
    return series;
  }

  /** Those of one name or of all names with a prefix. */
  Map<String, Double> series(String prefix) {
    return series.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Every value of a label anywhere, escapes undone. */
  Set<String> labelValues() {
    Set<String> values = new HashSet<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      values.add(unescape(label.group(2)));
    }
    return values;
  }

  /** What promtool has to say; nothing is what it should be. */
  String promtool(Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("metrics.txt"), text);
    ProcessBuilder promtool =
        new ProcessBuilder("sh", "-c", "exec promtool check metrics <\"$0\"", file.toString());
    Commands.Result result = Commands.attempt(promtool);
    return result.status() + result.output() + result.errors();
  }

  private void add(String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertTrue(sample.matches(), line);
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
    int end = 0;
    while (label.find()) {
      assertEquals(end, label.start(), line);
      assertNull(labels.put(label.group(1), unescape(label.group(2))), line);
      end = label.end();
    }
    assertEquals(sample.group(2) == null ? 0 : sample.group(2).length(), end, line);
    String key = key(sample.group(1), labels);
    assertNull(series.put(key, Double.valueOf(sample.group(3))), () -> "twice: " + line);
  }

  private static String key(String name, Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
        .collect(
            Collectors.joining(
                ",", name + (labels.isEmpty() ? "" : "{"), labels.isEmpty() ? "" : "}"));
  }

  private static String unescape(String value) {
    return value.replaceAll("\\\\([\\\\\"])", "$1");
  }

  private static String text(AgentMetrics metrics, String accept) throws IOException {
    Request request = new Request("GET", "/metrics", Map.of("accept", accept));
    Response response = Exposition.asWantedBy(request).write(metrics.registry());
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
