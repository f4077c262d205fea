package io.driftwatch.kubernetes;

import io.driftwatch.kubernetes.KnownPod.Listed;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Takes from the API's pod what is kept of it. */
final class PodReader {

  private static final String OWN = "driftwatch.io/";

  /** What the kubelet writes on the mirror of a static pod: a hash of its file, and its UID. */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  /** Of labels, and of annotations, in characters. A pod may have 256 KiB of the latter. */
  private static final int MAX_TEXT = 32 << 10;

  private PodReader() {}

  static KnownPod read(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    Map<String, String> labels = orEmpty(meta.getLabels());
    Map<String, String> annotations = orEmpty(meta.getAnnotations());
    return new KnownPod(
        meta.getResourceVersion(),
        meta.getUid(),
        Optional.ofNullable(annotations.get(MIRROR)),
        Workloads.of(meta.getName(), labels, meta.getOwnerReferences()),
        kept(labels, name -> true),
        kept(annotations, name -> name.startsWith(OWN)),
        containers(pod));
  }

  /** In the order of their names, whole ones only, as long as there is room. */
  private static Map<String, String> kept(Map<String, String> all, Predicate<String> wanted) {
    Map<String, String> kept = new HashMap<>();
    int left = MAX_TEXT;
    for (Map.Entry<String, String> entry : new TreeMap<>(all).entrySet()) {
      if (wanted.test(entry.getKey())) {
        left -= entry.getKey().length() + entry.getValue().length();
        if (left < 0) {
          break;
        }
        kept.put(entry.getKey(), entry.getValue());
      }
    }
    return kept;
  }

  private static Map<String, Listed> containers(Pod pod) {
    Map<String, Listed> containers = new HashMap<>();
    PodStatus status = pod.getStatus();
    if (status != null) {
      SpecReader specs = new SpecReader(pod.getSpec());
      add(containers, "spec.containers", status.getContainerStatuses(), specs);
      add(containers, "spec.initContainers", status.getInitContainerStatuses(), specs);
      add(containers, "spec.ephemeralContainers", status.getEphemeralContainerStatuses(), specs);
    }
    return containers;
  }

  private static void add(
      Map<String, Listed> containers,
      String field,
      List<ContainerStatus> statuses,
      SpecReader specs) {
    for (ContainerStatus status : statuses == null ? List.<ContainerStatus>of() : statuses) {
      String id = status.getContainerID();
      if (id != null && !id.isEmpty()) {
        String image = status.getImageID() == null ? "" : status.getImageID();
        containers.put(
            withoutScheme(id),
            new Listed(field + "{" + status.getName() + "}", image, specs.read(status.getName())));
      }
    }
  }

  /** Without {@code containerd://}, {@code docker://}, {@code cri-o://}. */
  static String withoutScheme(String id) {
    int end = id.indexOf("://");
    return end < 0 ? id : id.substring(end + "://".length());
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
