package io.driftwatch.dashboards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of metrics. */
final class Metrics {

  /** What is used of Prometheus itself and of its Java client. */
  static final Set<String> OF_OTHERS =
      Set.of("up", "process_cpu_seconds_total", "process_resident_memory_bytes");

  /** What alerts use of kube-state-metrics. */
  static final Set<String> OF_KUBE_STATE_METRICS =
      Set.of("kube_node_info", "kube_node_status_condition");

  /** A scrape of the agent, which a test of its metrics holds it to. */
  private static final Path SCRAPE = Path.of("..", "src-test-fixtures", "golden", "metrics.txt");

  private static final Pattern NAMED =
      Pattern.compile("\\b(?:driftwatch|kube|process|jvm)_[a-z_]+|\\b[a-z_:]+(?=[{\\[])");

  private Metrics() {}

  /** Those of the agent's own that it serves, some of them only when there is something to say. */
  static Set<String> served() throws IOException {
    return Files.readAllLines(SCRAPE).stream()
        .filter(line -> !line.startsWith("# HELP"))
        .map(line -> line.replaceFirst("^# TYPE ", "").replaceFirst("[{ ].*", ""))
        .collect(Collectors.toSet());
  }

  /** Those that are named in an expression. */
  static Set<String> named(String expression) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAMED.matcher(expression);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
