package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.CannotLookException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a container's identity from the annotations that CRI-O leaves. The kubelet's labels are
 * among them, each by itself, and all together as JSON.
 *
 * @see <a href="https://github.com/cri-o/cri-o/blob/main/pkg/annotations/internal.go">CRI-O's
 *     annotations</a>
 */
final class CrioIdentity {

  private static final String PREFIX = "io.kubernetes.cri-o.";
  private static final String CONTAINER_TYPE = PREFIX + "ContainerType";
  private static final String CONTAINER_NAME = PREFIX + "ContainerName";
  private static final String LABELS = PREFIX + "Labels";
  private static final String IMAGE_NAME = PREFIX + "ImageName";
  private static final String IMAGE = PREFIX + "Image";

  private CrioIdentity() {}

  /** Whether CRI-O wrote these. */
  static boolean isOf(Map<String, String> annotations) {
    return annotations.containsKey(CONTAINER_TYPE);
  }

  /**
   * The identity of a container of CRI-O's.
   *
   * @param id its id, which is its name where nobody gave it one
   * @param annotations of its configuration
   * @param cgroup what the kernel says of its control groups; a pod that it contradicts is no pod
   */
  static Identity of(String id, Map<String, String> annotations, Cgroup cgroup) {
    Map<String, String> known = new HashMap<>(labels(annotations.get(LABELS)));
    known.putAll(annotations);
    String name =
        "sandbox".equals(annotations.get(CONTAINER_TYPE))
            ? Container.SANDBOX_NAME
            : known.getOrDefault(
                KubeletLabels.CONTAINER_NAME, known.getOrDefault(CONTAINER_NAME, id));
    return new Identity(ContainerRuntime.CRI_O, name, pod(known, cgroup), image(annotations));
  }

  private static Map<String, String> labels(String json) {
    try {
      JsonNode labels =
          OciConfig.parseJson(
              Optional.ofNullable(json).orElse("{}").getBytes(StandardCharsets.UTF_8));
      return OciConfig.strings(labels);
    } catch (CannotLookException e) {
      return Map.of();
    }
  }

  private static Optional<Pod> pod(Map<String, String> known, Cgroup cgroup) {
    Optional<Pod> pod = KubeletLabels.pod(known);
    return pod.filter(p -> !cgroup.contradictsPod(p.uid()));
  }

  private static Image image(Map<String, String> annotations) {
    String image = annotations.get(IMAGE);
    return new Image(annotations.get(IMAGE_NAME), ConfigDigest.configuration(image), null);
  }
}
