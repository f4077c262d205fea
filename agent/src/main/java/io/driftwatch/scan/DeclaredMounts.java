package io.driftwatch.scan;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.locate.Located;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.PathErrors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The mounts in a container, told apart by whether the runtime was told to make them.
 *
 * @param declared mount points of mounts that it was told to make, and that are still there
 * @param undeclared mount points of all others
 * @param points where each place that it was told of is, links followed
 */
record DeclaredMounts(
    Set<FilePath> declared, Set<FilePath> undeclared, Map<FilePath, FilePath> points) {

  /**
   * Tells them apart. The runtime's words name a mount point as the image's links lead to it, the
   * kernel names it as it is. Where the image cannot be read, no mount is taken for another's work.
   *
   * @param errors is told what could not be told
   */
  static DeclaredMounts of(Located located, OverlayTree tree, PathErrors errors) {
    if (located.declared().isEmpty()) {
      // Nobody knows what was meant to be; the caller vouches for the process.
      return new DeclaredMounts(located.mountPoints().orElse(Set.of()), Set.of(), Map.of());
    }
    Map<FilePath, FilePath> points = resolved(located.declared().get(), tree, errors);
    Set<FilePath> told = new HashSet<>(points.values());
    told.remove(FilePath.ROOT);
    if (located.mountPoints().isEmpty()) {
      // Nobody sees which of them are there; the runtime made all of them once.
      return new DeclaredMounts(told, Set.of(), points);
    }
    Set<FilePath> undeclared = new TreeSet<>(located.mountPoints().get());
    // What is mounted within a declared mount hides nothing of the image: the parts of /proc and
    // /sys that a runtime masks, the controllers below /sys/fs/cgroup, a volume's own volumes.
    undeclared.removeIf(mount -> told.stream().anyMatch(mount::startsWith));
    if (!points.keySet().containsAll(located.declared().get())) {
      undeclared.forEach(mount -> errors.cannotLook(mount, Reason.MOUNT_NOT_VISIBLE));
      told.addAll(undeclared);
      undeclared.clear();
    }
    told.retainAll(located.mountPoints().get());
    return new DeclaredMounts(told, undeclared, points);
  }

  private static Map<FilePath, FilePath> resolved(
      List<FilePath> destinations, OverlayTree tree, PathErrors errors) {
    Map<FilePath, FilePath> resolved = new HashMap<>();
    for (FilePath destination : destinations) {
      errors
          .answer(destination, () -> tree.resolveInImage(destination))
          .ifPresent(point -> resolved.put(destination, point));
    }
    return resolved;
  }
}
