package io.driftwatch.discover;

import io.driftwatch.container.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * The labels that the kubelet gives what it has a runtime start.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/kubelet/pkg/types/labels.go">
 *     the kubelet's labels</a>
 */
final class KubeletLabels {

  static final String CONTAINER_NAME = "io.kubernetes.container.name";

  private static final String POD_NAME = "io.kubernetes.pod.name";
  private static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  private static final String POD_UID = "io.kubernetes.pod.uid";

  private KubeletLabels() {}

  /** The pod that they name; its UID may be null. */
  static Optional<Pod> pod(Map<String, String> labels) {
    String name = labels.get(POD_NAME);
    String namespace = labels.get(POD_NAMESPACE);
    return name == null || namespace == null
        ? Optional.empty()
        : Optional.of(new Pod(namespace, name, labels.get(POD_UID)));
  }
}
