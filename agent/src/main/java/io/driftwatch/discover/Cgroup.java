package io.driftwatch.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The control groups of a process, which only root can move it to.
 *
 * @param podUid the UID of the pod whose group it is in, if it is in one
 * @param containerId the id of the container whose group it is in, if its name tells one
 * @param names of the groups on the way to it, in every hierarchy
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
record Cgroup(Optional<String> podUid, Optional<String> containerId, List<String> names) {

  /**
   * The kubelet's group of a pod; its systemd form has underscores for the dashes, and a static
   * pod's UID is a hash without any.
   */
  private static final Pattern POD =
      Pattern.compile("pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})");

  /** A container's group by either cgroup driver, cgroupfs or systemd. */
  private static final Pattern CONTAINER =
      Pattern.compile("(?:(?:docker|libpod|crio|cri-containerd)-)?([0-9a-f]{64})(?:\\.scope)?");

  Cgroup {
    names = List.copyOf(names);
  }

  /**
   * Reads /proc/PID/cgroup.
   *
   * @param cgroup lines of {@code hierarchy:controllers:path}
   */
  static Cgroup parse(String cgroup) {
    List<String> names = new ArrayList<>();
    for (String line : cgroup.split("\n", -1)) {
      Collections.addAll(names, line.substring(line.lastIndexOf(':') + 1).split("/", -1));
    }
    Matcher pod = POD.matcher(cgroup);
    return new Cgroup(
        pod.find() ? Optional.of(pod.group(1).replace('_', '-')) : Optional.empty(),
        innermostContainer(names),
        names);
  }

  /** Containers nest, and may put their own groups below the runtime's. */
  private static Optional<String> innermostContainer(List<String> names) {
    for (int i = names.size() - 1; i >= 0; i--) {
      Matcher container = CONTAINER.matcher(names.get(i));
      if (container.matches()) {
        return Optional.of(container.group(1));
      }
    }
    return Optional.empty();
  }

  /** Whether the process is in the group of another pod than it is said to belong to. */
  boolean contradictsPod(String uid) {
    return podUid.isPresent() && !podUid.get().equals(uid);
  }

  /** Whether the process is in the group of a container with this id. */
  boolean isOf(String id) {
    return containerId.equals(Optional.of(id)) || names.contains(id);
  }
}
