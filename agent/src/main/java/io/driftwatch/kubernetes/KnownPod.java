package io.driftwatch.kubernetes;

import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.Workload;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a pod: of what grows with its specification, no more than a fixed amount.
 *
 * @param resourceVersion of the object that this was read from
 * @param uid its UID in the API
 * @param staticUid what the kubelet and the runtime have for a UID, where the pod is but the mirror
 *     of a static one
 * @param workload what it is a replica of
 * @param labels as many as are kept
 * @param annotations those that are driftwatch's
 * @param containers that the kubelet lists, by id
 */
record KnownPod(
    String resourceVersion,
    String uid,
    Optional<String> staticUid,
    Optional<Workload> workload,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, Listed> containers) {

  /**
   * A container as the kubelet lists it.
   *
   * @param field which of the pod's, as an Event's fieldPath
   * @param imageId as the runtime told the kubelet; may be empty
   * @param spec what the specification says of it; empty where that is more than is kept
   */
  record Listed(String field, String imageId, Optional<ContainerSpec> spec) {}

  KnownPod {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    containers = Map.copyOf(containers);
  }

  /** Whether a runtime's word for a pod's UID means this one. */
  boolean isKnownAs(String runtimeUid) {
    return uid.equals(runtimeUid) || staticUid.map(hash -> hash.equals(runtimeUid)).orElse(false);
  }
}
