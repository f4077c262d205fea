package io.driftwatch.container;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the specification of a pod says of one of its containers, as far as it bears on what the
 * container can write. Where the pod says it for all its containers and the container says nothing,
 * the pod's word is the container's.
 *
 * @param image as it is asked for
 * @param imagePullPolicy null where the specification has none
 * @param commands that it has run in the container, in the order of the fields
 * @param mountPaths where its volumes are mounted, as it is written
 * @param privileged {@code privileged}
 * @param mayGainPrivileges {@code allowPrivilegeEscalation}
 * @param runAsUser {@code runAsUser}
 * @param runAsNonRoot {@code runAsNonRoot}
 * @param resources what it asks for and may take
 * @param volumeNames names of the pod's volumes
 * @param initContainerNames names of the pod's init containers
 * @param ephemeral whether it was put into the running pod, as by {@code kubectl debug}
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/">Pod
 *     </a>
 */
public record ContainerSpec(
    String image,
    String imagePullPolicy,
    List<Exec> commands,
    List<String> mountPaths,
    Optional<Boolean> privileged,
    Optional<Boolean> mayGainPrivileges,
    Optional<Long> runAsUser,
    Optional<Boolean> runAsNonRoot,
    Resources resources,
    Set<String> volumeNames,
    Set<String> initContainerNames,
    boolean ephemeral) {

  public ContainerSpec {
    commands = List.copyOf(commands);
    mountPaths = List.copyOf(mountPaths);
    volumeNames = Set.copyOf(volumeNames);
    initContainerNames = Set.copyOf(initContainerNames);
  }

  /**
   * Amounts of resources, by their names, in Kubernetes' own notation of quantities.
   *
   * @param requests what the container is sure to get
   * @param limits what it may take
   */
  public record Resources(Map<String, String> requests, Map<String, String> limits) {

    /** Of a container that asks for nothing. */
    public static final Resources NONE = new Resources(Map.of(), Map.of());

    public Resources {
      requests = Collections.unmodifiableMap(new TreeMap<>(requests));
      limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }
  }
}
