package io.driftwatch.kubernetes;

import io.driftwatch.container.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what a pod is a replica of, in kube-prometheus' words.
 *
 * @see <a href="https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/rules">the
 *     rules of namespace_workload_pod:kube_pod_owner:relabel</a>
 */
final class Workloads {

  private static final String TEMPLATE_HASH = "pod-template-hash";

  private Workloads() {}

  /**
   * The workload of the owner that controls a pod. A Deployment's name is its ReplicaSet's without
   * the hash at the end; what made a Job is not to be told from the pod.
   *
   * @param pod its name
   * @param owners may be null
   */
  static Optional<Workload> of(
      String pod, Map<String, String> labels, List<OwnerReference> owners) {
    return (owners == null ? List.<OwnerReference>of() : owners)
        .stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .findFirst()
            .map(owner -> of(pod, labels.get(TEMPLATE_HASH), owner));
  }

  private static Workload of(String pod, String templateHash, OwnerReference owner) {
    String name = owner.getName();
    if (owner.getKind().equals("Node")) {
      return new Workload("staticpod", pod);
    }
    if (owner.getKind().equals("ReplicaSet") && templateHash != null) {
      String end = "-" + templateHash;
      if (name.endsWith(end) && name.length() > end.length()) {
        return new Workload("deployment", name.substring(0, name.length() - end.length()));
      }
    }
    return new Workload(owner.getKind().toLowerCase(Locale.ROOT), name);
  }
}
