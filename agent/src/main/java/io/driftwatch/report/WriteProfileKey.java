package io.driftwatch.report;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the containers have in common whose writes are one profile: replicas of a workload, and a
 * container that is started anew.
 *
 * @param image digest of the image's configuration, else of its manifest, else its reference; empty
 *     where nothing is known of it
 * @param namespace of the pod; empty where there is none
 * @param owner the workload's type and name, else the pod's name; empty where there is no pod
 * @param container the container's name
 */
public record WriteProfileKey(String image, String namespace, String owner, String container) {

  public WriteProfileKey {
    Objects.requireNonNull(image);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(container);
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
        pod.map(WriteProfileKey::owner).orElse(""),
        container.name());
  }

  private static String owner(Pod pod) {
    return pod.workload()
        .map(workload -> workload.type() + "/" + workload.name())
        .orElse("pod/" + pod.name());
  }
}
