package io.driftwatch.container;

import java.util.Map;
import java.util.Optional;

/**
 * The pod that a container belongs to.
 *
 * @param namespace its Kubernetes namespace
 * @param name its name
 * @param uid its UID, or null where the runtime does not know it
 * @param workload what it is a replica of, where the API server was asked
 * @param labels as the API server has them; empty where it was not asked
 * @param annotations likewise
 */
public record Pod(
    String namespace,
    String name,
    String uid,
    Optional<Workload> workload,
    Map<String, String> labels,
    Map<String, String> annotations) {

  public Pod {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** As a runtime knows it. */
  public Pod(String namespace, String name, String uid) {
    this(namespace, name, uid, Optional.empty(), Map.of(), Map.of());
  }

  /** As kubectl users write it. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
