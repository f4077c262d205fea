package io.driftwatch.judge;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which containers are meant. Each list that is not empty must have a pattern that fits, and each
 * label must be there; who is in no pod has no namespace and no labels.
 *
 * @param namespace of the pod
 * @param podLabels by key, the values that are meant
 * @param image its reference, as the runtime or the API server has it
 * @param container its name
 */
public record ContainerMatch(
    List<TextGlob> namespace,
    Map<String, List<TextGlob>> podLabels,
    List<TextGlob> image,
    List<TextGlob> container) {

  public ContainerMatch {
    namespace = List.copyOf(namespace);
    // In an order that is the same in each process, as the id of a policy must be.
    podLabels = Collections.unmodifiableMap(new TreeMap<>(podLabels));
    image = List.copyOf(image);
    container = List.copyOf(container);
  }

  boolean matches(Container candidate) {
    Optional<Pod> pod = candidate.pod();
    return fits(namespace, pod.map(Pod::namespace).orElse(null))
        && podLabels.entrySet().stream().allMatch(label -> isOn(pod, label))
        && fits(image, candidate.image().reference())
        && fits(container, candidate.name());
  }

  private static boolean isOn(Optional<Pod> pod, Map.Entry<String, List<TextGlob>> label) {
    String value = pod.map(Pod::labels).map(labels -> labels.get(label.getKey())).orElse(null);
    return value != null && fits(label.getValue(), value);
  }

  private static boolean fits(List<TextGlob> patterns, String text) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(text));
  }

  /** Whether there are containers that are not meant, as far as the patterns tell. */
  boolean narrows() {
    return Stream.concat(Stream.of(namespace, image, container), podLabels.values().stream())
        .anyMatch(list -> !list.isEmpty() && list.stream().noneMatch(TextGlob::isVague));
  }
}
