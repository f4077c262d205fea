package io.driftwatch.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the containers have in common whose writes are one profile: replicas of a workload, and a
 * container that is started anew.
 *
 * @param image digest of the image's configuration, else of its manifest, else its reference; empty
 *     where nothing is known of it
 * @param namespace of the pod; empty where there is none
 * @param owner the workload's type and name, else the pod's name; where there is no pod, the
 *     ordinary user whose container it is, empty for root's
 * @param container the container's name
 */
public record WriteProfileKey(String image, String namespace, String owner, String container) {

  private static final int MAX_CHARACTERS = 512;

  public WriteProfileKey {
    image = bounded(image);
    namespace = bounded(namespace);
    owner = bounded(owner);
    container = bounded(container);
  }

  /** The key of a container's profile. */
  public static WriteProfileKey of(Container container) {
    Image image = container.image();
    String known =
        Stream.of(image.id(), image.digest(), image.reference())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    Optional<Pod> pod = container.pod();
    return new WriteProfileKey(
        known,
        pod.map(Pod::namespace).orElse(""),
        pod.map(WriteProfileKey::owner)
            .orElseGet(() -> container.user().map(user -> "user/" + user).orElse("")),
        container.name());
  }

  /** Whoever starts a container may name it; half a character of UTF-16 cannot be written down. */
  private static String bounded(String text) {
    byte[] bytes = text.substring(0, Math.min(text.length(), MAX_CHARACTERS)).getBytes(UTF_8);
    return new String(bytes, UTF_8);
  }

  /** A text that no other key has, whatever is in the names. */
  public String id() {
    return Stream.of(image, namespace, owner, container)
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining());
  }

  /**
   * Whether both may be of one pod's container, of which more was known at one time than at the
   * other. What is no pod's may be an ordinary user's, who can give it any name and any id.
   */
  public boolean isLike(WriteProfileKey other) {
    return !namespace.isEmpty()
        && namespace.equals(other.namespace)
        && container.equals(other.container);
  }

  private static String owner(Pod pod) {
    return pod.workload()
        .map(workload -> workload.type() + "/" + workload.name())
        .orElse("pod/" + pod.name());
  }
}
