package io.driftwatch.metrics;

import io.driftwatch.report.ContainerState;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/**
 * The series about containers. They are made anew at each scrape, from what is known then, so a
 * container that is gone takes its series along.
 */
final class ContainerMetrics extends Collector {

  private final Supplier<List<ContainerState>> states;
  private final String node;

  /**
   * @param states what is known now; called at each scrape, on a thread of the server's
   * @param node the node's name
   */
  ContainerMetrics(Supplier<List<ContainerState>> states, String node) {
    this.states = states;
    this.node = node;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    ContainerScrape scrape = new ContainerScrape(node);
    states.get().forEach(scrape::add);
    return scrape.families();
  }
}
