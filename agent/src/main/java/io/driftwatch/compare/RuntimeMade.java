package io.driftwatch.compare;

import io.driftwatch.file.FilePath;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the runtime made in the upperdir before the container ran, told from what the container did:
 * the empty files and directories that it mounts onto, their parents, and a few fixed things.
 *
 * <p>A directory counts as a mount point's parent by its place alone, because what else lies in it
 * is a change of its own.
 */
public final class RuntimeMade {

  private static final FilePath MTAB = FilePath.of("/etc/mtab");
  private static final FilePath MTAB_TARGET = FilePath.of("/proc/mounts");
  private static final Set<FilePath> MARKERS =
      Set.of(FilePath.of("/.dockerenv"), FilePath.of("/run/.containerenv"));

  private final Set<FilePath> mountPoints;
  private final Set<FilePath> parents = new HashSet<>();
  private final int rootPermissions;

  /**
   * @param mountPoints where something is mounted that the runtime was told to mount, resolved
   * @param rootPermissions what the runtime gives the upperdir itself, whatever the image says
   */
  public RuntimeMade(Set<FilePath> mountPoints, int rootPermissions) {
    this.mountPoints = Set.copyOf(mountPoints);
    this.rootPermissions = rootPermissions;
    for (FilePath mountPoint : mountPoints) {
      for (FilePath p = mountPoint.parent(); !p.equals(FilePath.ROOT); p = p.parent()) {
        parents.add(p);
      }
    }
  }

  /** Whether the runtime, not the container, made this change. */
  public boolean explains(Change change) {
    return switch (change.kind()) {
      case ADDED -> explainsAdded(change);
      case METADATA ->
          change.path().equals(FilePath.ROOT)
              && change.differs().equals(Set.of(Aspect.MODE))
              && now(change).stat().permissions() == rootPermissions;
      case MODIFIED, REPLACED, DELETED -> false;
    };
  }

  /**
   * Whether the runtime may have put something into a directory that the image has, such as a mount
   * point, so that its time says nothing of what the container did.
   */
  public boolean mayHaveWrittenIn(FilePath directory) {
    return directory.equals(FilePath.ROOT)
        || parents.contains(directory)
        || mountPoints.contains(directory);
  }

  private boolean explainsAdded(Change change) {
    FilePath path = change.path();
    return switch (change.type()) {
      case DIRECTORY -> mountPoints.contains(path) || parents.contains(path);
      case FILE ->
          now(change).stat().size() == 0 && (mountPoints.contains(path) || MARKERS.contains(path));
      case SYMLINK -> path.equals(MTAB) && now(change).target().equals(Optional.of(MTAB_TARGET));
      case FIFO, SOCKET, CHAR, BLOCK -> false;
    };
  }

  private static Side now(Change change) {
    return change.now().orElseThrow();
  }
}
