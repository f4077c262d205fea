package io.driftwatch.cli;

import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.Printable;
import io.driftwatch.kubernetes.Cluster;
import io.driftwatch.kubernetes.ClusterAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the API server knows of pods, for a command that looks once. */
final class PodKnowledge {

  /** On a node that is busy a client that was just started takes seconds to say its first word. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private PodKnowledge() {}

  /**
   * Containers with what the API server knows of their pods; as they are where it cannot be asked.
   *
   * @param node its name in the API
   * @param say is told in one line why it could not be asked
   */
  static List<RunningContainer> addTo(
      List<RunningContainer> containers, String node, Consumer<String> say) {
    if (containers.stream().noneMatch(one -> one.container().pod().isPresent())) {
      return containers;
    }
    try {
      Optional<ClusterAccess> access = ClusterAccess.find(System.getenv());
      if (access.isEmpty()) {
        say.accept("no API server is known (KUBECONFIG); what pods specify is not known either");
        return containers;
      }
      try (Cluster cluster = Cluster.ask(access.get(), node, PATIENCE)) {
        return containers.stream().map(one -> one.with(cluster.enrich(one.container()))).toList();
      }
    } catch (IOException e) {
      say.accept(
          "the API server does not tell of pods: " + Printable.of(String.valueOf(e.getMessage())));
      return containers;
    }
  }
}
