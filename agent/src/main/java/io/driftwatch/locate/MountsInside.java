package io.driftwatch.locate;

import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is mounted in a container, as its first process sees it from the container's root. */
public final class MountsInside {

  private final MountInfo root;
  private final Map<FilePath, List<MountInfo>> byPoint = new LinkedHashMap<>();

  /**
   * @param root the container's root
   * @param mounts all that the process sees, in the kernel's order
   */
  MountsInside(MountInfo root, List<MountInfo> mounts) {
    this.root = root;
    for (MountInfo mount : mounts) {
      if (!mount.isRoot()) {
        byPoint.computeIfAbsent(mount.mountPoint(), point -> new ArrayList<>()).add(mount);
      }
    }
  }

  /** The container's root. */
  MountInfo root() {
    return root;
  }

  /** How many mounts lie on one another at a path. */
  public int countAt(FilePath point) {
    return byPoint.getOrDefault(point, List.of()).size();
  }

  /** The mount that is seen at a path. */
  public Optional<MountInfo> topmostAt(FilePath point) {
    return Optional.ofNullable(byPoint.get(point)).map(all -> all.get(all.size() - 1));
  }

  /** The mount that was made first at a path, which is the runtime's if it made one. */
  public Optional<MountInfo> lowestAt(FilePath point) {
    return Optional.ofNullable(byPoint.get(point)).map(all -> all.get(0));
  }

  /** Where something is mounted below the root. */
  public Collection<FilePath> points() {
    return byPoint.keySet();
  }
}
