package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of metrics in {@code dashboards/README.md} have all that there are, and no others. */
final class DocumentedMetricsTest {

  private static final Path DOCUMENT = Path.of("..", "dashboards", "README.md");

  /** A row: name, type, labels. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(driftwatch_\\w+)` \\| (\\w+) \\| ([\\w, ]*)\\|");

  /** A label of the series of a histogram, by its kind. */
  private static final String BUCKET = "le";

  @Test
  void everyMetricIsDocumentedAndEveryOneDocumentedIsServed() throws IOException {
    AgentMetrics metrics = Scrape.metrics(States::ofANode);
    metrics.capabilityMissing("SYS_ADMIN", true);
    SortedSet<String> served = new TreeSet<>();
    for (MetricFamilySamples family : Collections.list(metrics.registry().metricFamilySamples())) {
      if (family.name.startsWith("driftwatch_")) {
        served.add(row(name(family), type(family), labels(family)));
      }
    }

    SortedSet<String> documented = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      List<String> labels = List.of(row.group(3).strip().split(", "));
      documented.add(row(row.group(1), row.group(2), new TreeSet<>(labels)));
    }

    assertEquals(String.join("\n", served), String.join("\n", documented));
  }

  private static String row(String name, String type, Set<String> labels) {
    return name + " " + type + " " + String.join(", ", labels);
  }

  /** As its series are called; the client takes these suffixes off. */
  private static String name(MetricFamilySamples family) {
    return family.name
        + (family.type == Collector.Type.COUNTER ? "_total" : "")
        + (family.type == Collector.Type.INFO ? "_info" : "");
  }

  /** What Prometheus' client calls an info is a gauge to everyone else. */
  private static String type(MetricFamilySamples family) {
    return family.type == Collector.Type.INFO
        ? "gauge"
        : family.type.name().toLowerCase(Locale.ROOT);
  }

  private static SortedSet<String> labels(MetricFamilySamples family) {
    SortedSet<String> labels = new TreeSet<>();
    for (Sample sample : family.samples) {
      labels.addAll(sample.labelNames);
    }
    labels.remove(BUCKET);
    return labels;
  }
}
