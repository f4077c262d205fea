package io.driftwatch.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * One metric as it is at one scrape. There is one series of each set of labels, since Prometheus
 * refuses a whole scrape for one duplicate: what would be a second is merged into the first.
 */
final class Family {

  /** Between the labels in a key; {@link LabelText} lets no such character through. */
  private static final String SEPARATOR = "\0";

  private final String name;
  private final Collector.Type type;
  private final String help;
  private final DoubleBinaryOperator merge;
  private final List<String> labels;
  private final TreeMap<String, Sample> series = new TreeMap<>();

  /**
   * A metric without series.
   *
   * @param name of its series, with the suffix that its type asks for
   * @param help what it counts, in one line
   * @param merge makes one value of those of two series with the same labels
   * @param labels their names
   */
  Family(
      String name,
      Collector.Type type,
      String help,
      DoubleBinaryOperator merge,
      List<String> labels) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.merge = merge;
    this.labels = labels;
  }

  /** Adds a series. */
  void add(double value, List<String> labelValues) {
    addSafe(value, labelValues.stream().map(LabelText::of).toList());
  }

  /**
   * Adds a series.
   *
   * @param safe values as {@link LabelText} makes them; it would make others of them once more
   */
  void addSafe(double value, List<String> safe) {
    series.merge(String.join(SEPARATOR, safe), new Sample(name, labels, safe, value), this::merged);
  }

  /** Adds a series. */
  void add(double value, String... labelValues) {
    add(value, Arrays.asList(labelValues));
  }

  /** All of it, in the order of the labels. */
  MetricFamilySamples build() {
    String family = type == Collector.Type.INFO ? name.replaceFirst("_info$", "") : name;
    return new MetricFamilySamples(family, type, help, List.copyOf(series.values()));
  }

  private Sample merged(Sample one, Sample other) {
    double value = merge.applyAsDouble(one.value, other.value);
    return new Sample(name, labels, one.labelValues, value);
  }
}
