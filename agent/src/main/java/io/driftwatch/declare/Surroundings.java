package io.driftwatch.declare;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import java.util.Set;

/**
 * Where a container's commands are run.
 *
 * @param image the files that they find
 * @param mountPoints where other file systems lie over the image
 * @param owners which of the host's ids the container's are
 * @param rootPermissions what the runtime may have given the root directory, whatever the image has
 */
public record Surroundings(
    ImageFiles image, Set<FilePath> mountPoints, OwnerMap owners, int rootPermissions) {

  public Surroundings {
    mountPoints = Set.copyOf(mountPoints);
  }

  /** Whether what is done at a path is done to another file system. */
  boolean isMounted(FilePath path) {
    for (FilePath p = path; !p.equals(FilePath.ROOT); p = p.parent()) {
      if (mountPoints.contains(p)) {
        return true;
      }
    }
    return mountPoints.contains(FilePath.ROOT);
  }

  /** Whether other file systems lie over what is below a path. */
  boolean hasMountBelow(FilePath path) {
    return mountPoints.stream().anyMatch(point -> point.startsWith(path));
  }
}
