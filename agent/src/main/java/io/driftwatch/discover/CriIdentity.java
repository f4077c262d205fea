package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import java.util.Map;
import java.util.Optional;

/** Reads a container's identity from the annotations that containerd's CRI plugin leaves. */
final class CriIdentity {

  private static final String PREFIX = "io.kubernetes.cri.";
  private static final String CONTAINER_NAME = PREFIX + "container-name";
  private static final String CONTAINER_TYPE = PREFIX + "container-type";
  private static final String IMAGE_NAME = PREFIX + "image-name";
  private static final String SANDBOX_IMAGE_NAME = PREFIX + "podsandbox.image-name";
  private static final String POD_NAME = PREFIX + "sandbox-name";
  private static final String POD_NAMESPACE = PREFIX + "sandbox-namespace";
  private static final String POD_UID = PREFIX + "sandbox-uid";

  private CriIdentity() {}

  /**
   * The identity of a container of containerd's.
   *
   * @param id its id, which is its name where nobody gave it one
   * @param annotations of its configuration
   * @param cgroup what the kernel says of its control groups; a pod that it contradicts is no pod
   */
  static Identity of(String id, Map<String, String> annotations, Cgroup cgroup) {
    boolean sandbox = "sandbox".equals(annotations.get(CONTAINER_TYPE));
    String name = sandbox ? Container.SANDBOX_NAME : annotations.getOrDefault(CONTAINER_NAME, id);
    String image = annotations.get(sandbox ? SANDBOX_IMAGE_NAME : IMAGE_NAME);
    return new Identity(
        ContainerRuntime.CONTAINERD, name, pod(annotations, cgroup), new Image(image, null, null));
  }

  private static Optional<Pod> pod(Map<String, String> annotations, Cgroup cgroup) {
    String name = annotations.get(POD_NAME);
    String namespace = annotations.get(POD_NAMESPACE);
    String uid = annotations.get(POD_UID);
    if (name == null || namespace == null || cgroup.contradictsPod(uid)) {
      return Optional.empty();
    }
    return Optional.of(new Pod(namespace, name, uid));
  }
}
