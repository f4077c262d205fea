package io.driftwatch.locate;

import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is mounted in a container, as one of its processes sees it from the container's root. */
public final class MountsInside {

  private final int pid;
  private final MountInfo root;
  private final Set<DeviceNumber> onlyInside;
  private final Map<FilePath, List<MountInfo>> byPoint = new LinkedHashMap<>();

  /**
   * @param pid of the process
   * @param root the container's root
   * @param mounts all that the process sees, in the kernel's order
   * @param onlyInside file systems among them that only the container has
   */
  MountsInside(int pid, MountInfo root, List<MountInfo> mounts, Set<DeviceNumber> onlyInside) {
    this.pid = pid;
    this.root = root;
    this.onlyInside = onlyInside;
    for (MountInfo mount : mounts) {
      if (!mount.isRoot()) {
        byPoint.computeIfAbsent(mount.mountPoint(), point -> new ArrayList<>()).add(mount);
      }
    }
  }

  /** The process that sees them. */
  public int pid() {
    return pid;
  }

  /** The container's root. */
  MountInfo root() {
    return root;
  }

  /** The mounts that lie on one another at a path, in the order in which they were made. */
  public List<MountInfo> at(FilePath point) {
    return byPoint.getOrDefault(point, List.of());
  }

  /** The mount that is seen at a path. */
  public Optional<MountInfo> topmostAt(FilePath point) {
    return Optional.ofNullable(byPoint.get(point)).map(all -> all.get(all.size() - 1));
  }

  /** The mount that was made first at a path, which is the runtime's if it made one. */
  public Optional<MountInfo> lowestAt(FilePath point) {
    return Optional.ofNullable(byPoint.get(point)).map(all -> all.get(0));
  }

  /** The file system that a mount point lies in, as far as the mounts above it are seen. */
  public DeviceNumber around(FilePath point) {
    for (FilePath at = point.parent(); !at.equals(FilePath.ROOT); at = at.parent()) {
      Optional<MountInfo> mount = topmostAt(at);
      if (mount.isPresent()) {
        return mount.get().device();
      }
    }
    return root.device();
  }

  /**
   * Whether only the container has the file system, so that it is no part of the host: its runtime
   * made it there, or the container itself.
   */
  public boolean isOnlyInside(MountInfo mount) {
    return mount.isMadeAnywhere() && onlyInside.contains(mount.device());
  }

  /** Whether it may have a server of the container's own, which need never answer. */
  boolean mayNotAnswer(MountInfo mount) {
    return mount.isServed() && onlyInside.contains(mount.device());
  }

  /** Where something is mounted below the root. */
  public Set<FilePath> points() {
    return byPoint.keySet();
  }
}
