package io.driftwatch.cli;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import java.util.Optional;

/**
 * Which containers are asked for; what is empty asks for all.
 *
 * @param container an id, the beginning of one, or a name
 * @param pod namespace and name, joined by a slash
 * @param namespace a Kubernetes namespace
 */
public record ContainerFilter(
    Optional<String> container, Optional<String> pod, Optional<String> namespace) {

  /** Every container. */
  public static final ContainerFilter ALL =
      new ContainerFilter(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether a container is asked for. */
  public boolean matches(Container candidate) {
    return container.map(wanted -> isCalled(candidate, wanted)).orElse(true)
        && pod.map(wanted -> candidate.pod().map(Pod::toString).equals(pod)).orElse(true)
        && namespace.map(w -> candidate.pod().map(Pod::namespace).equals(namespace)).orElse(true);
  }

  private static boolean isCalled(Container candidate, String wanted) {
    return candidate.name().equals(wanted) || candidate.id().startsWith(wanted);
  }
}
