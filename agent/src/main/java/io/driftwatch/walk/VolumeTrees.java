package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.linux.Directory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks through the volumes of a container, which share one budget, for regular files that may be
 * programs.
 */
public final class VolumeTrees {

  private final Look look;
  private final FileVisitor visitor;
  private long entries;

  /**
   * A look at volumes.
   *
   * @param memory what is known of the files already
   */
  public VolumeTrees(Allowance allowance, FileMemory memory, FileVisitor visitor) {
    this.look = new Look(false, new VolumeMemory(memory), allowance);
    this.visitor = visitor;
  }

  /**
   * Looks through a volume that only the container sees.
   *
   * @param mountPoint where in the container
   * @param directory it
   * @param mountedOn where in it the container sees something else
   */
  public void walk(FilePath mountPoint, Directory directory, Set<FilePath> mountedOn)
      throws CannotLookException {
    walk(mountPoint, directory, false, mountedOn);
  }

  /**
   * Looks through a volume by its name on the host; it may be a single file.
   *
   * @param mountPoint where in the container
   * @param parent the directory that it lies in
   * @param name its name there
   */
  public void walk(FilePath mountPoint, Directory parent, byte[] name) throws CannotLookException {
    Optional<FileStat> stat = parent.find(name);
    if (stat.isPresent() && stat.get().isRegularFile()) {
      look.isLast = true;
      VolumeVisit.visitFile(
          mountPoint,
          new LayerEntry(look, parent, name, stat.get(), OwnerMap.IDENTITY, false),
          look,
          visitor);
    } else {
      try (Directory directory = parent.openDirectory(name)) {
        walk(mountPoint, directory, true, Set.of());
      }
    }
  }

  private void walk(
      FilePath mountPoint, Directory directory, boolean isOfHost, Set<FilePath> mountedOn)
      throws CannotLookException {
    FileStat root = directory.stat();
    PathBuffer path = new PathBuffer();
    mountPoint.names().forEach(path::enter);
    try (Layers volume = new Layers(List.of(directory), OwnerMap.IDENTITY, look)) {
      Visit visit =
          new VolumeVisit(volume, look, root.device(), isOfHost, mountedOn, path, visitor);
      Budget budget = look.allowance.budget();
      TreeWalk walk = new TreeWalk(volume, volume, visit, path, false, look, budget, visitor);
      entries = walk.walk(walk.root(root, LowerStack.EMPTY), entries);
    }
  }
}
