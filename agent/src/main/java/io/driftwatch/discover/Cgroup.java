package io.driftwatch.discover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The control groups of a process, which only root can move it to.
 *
 * @param podUid the UID of the pod whose group it is in, if it is in one
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
record Cgroup(Optional<String> podUid) {

  /**
   * The kubelet's group of a pod; its systemd form has underscores for the dashes, and a static
   * pod's UID is a hash without any.
   */
  private static final Pattern POD =
      Pattern.compile("pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})");

  /**
   * Reads /proc/PID/cgroup.
   *
   * @param cgroup lines of {@code hierarchy:controllers:path}
   */
  static Cgroup parse(String cgroup) {
    Matcher pod = POD.matcher(cgroup);
    return new Cgroup(pod.find() ? Optional.of(pod.group(1).replace('_', '-')) : Optional.empty());
  }

  /** Whether the process is in the group of another pod than it is said to belong to. */
  boolean contradictsPod(String uid) {
    return podUid.isPresent() && !podUid.get().equals(uid);
  }
}
