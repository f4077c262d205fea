package io.driftwatch.compare;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the runtime made in the upperdir before the container ran, told from what the container did:
 * the empty files and directories that it mounts onto, the directory that the container starts in,
 * their parents, a few fixed things, and what it appends to files of the image.
 *
 * <p>A directory counts by its place alone, because what else lies in it is a change of its own.
 */
public final class RuntimeMade {

  private static final FilePath MTAB = FilePath.of("/etc/mtab");
  private static final FilePath MTAB_TARGET = FilePath.of("/proc/mounts");
  private static final Set<FilePath> MARKERS =
      Set.of(FilePath.of("/.dockerenv"), FilePath.of("/run/.containerenv"));

  private final Set<FilePath> mountPoints;
  private final FilePath workingDirectory;
  private final Set<FilePath> parents = new HashSet<>();
  private final int rootPermissions;
  private final Map<FilePath, Appended> appended;

  /**
   * @param mountPoints where something is mounted that the runtime was told to mount, resolved
   * @param workingDirectory where the container starts, resolved
   * @param rootPermissions what the runtime gives the upperdir itself, whatever the image says
   * @param appended files to which it may have appended something, by their place in the image
   */
  public RuntimeMade(
      Set<FilePath> mountPoints,
      FilePath workingDirectory,
      int rootPermissions,
      Map<FilePath, Appended> appended) {
    this.mountPoints = Set.copyOf(mountPoints);
    this.rootPermissions = rootPermissions;
    this.appended = Map.copyOf(appended);
    this.workingDirectory = workingDirectory;
    mountPoints.forEach(this::addParents);
    addParents(workingDirectory);
  }

  private void addParents(FilePath path) {
    for (FilePath p = path.parent(); !p.equals(FilePath.ROOT); p = p.parent()) {
      parents.add(p);
    }
  }

  /**
   * Whether the runtime, not the container, made this change.
   *
   * @param now the file as it is; null when it is gone
   * @throws CannotLookException when another look may tell
   */
  public boolean explains(Change change, Entry now) throws IOException {
    return isPlaceOrMark(change) || isAppendedTo(change, now);
  }

  private boolean isPlaceOrMark(Change change) {
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
      case DIRECTORY ->
          mountPoints.contains(path) || parents.contains(path) || path.equals(workingDirectory);
      case FILE ->
          now(change).stat().size() == 0 && (mountPoints.contains(path) || MARKERS.contains(path));
      case SYMLINK -> path.equals(MTAB) && now(change).target().equals(Optional.of(MTAB_TARGET));
      case FIFO, SOCKET, CHAR, BLOCK -> false;
    };
  }

  private boolean isAppendedTo(Change change, Entry now) throws IOException {
    Appended file = appended.get(change.path());
    if (file == null || !file.leavesTheRest(change)) {
      return false;
    }
    try {
      return file.is(now);
    } catch (CannotLookException e) {
      if (e.reason().mayPass() && !now.isLastLook()) {
        throw e;
      }
      // In doubt it is the container's.
      return false;
    }
  }

  private static Side now(Change change) {
    return change.now().orElseThrow();
  }
}
