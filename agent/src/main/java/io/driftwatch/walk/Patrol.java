package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.util.Optional;

/**
 * Goes from one directory of a {@link Register} to another and asks whether it changed, which takes
 * a single call for one that lies beside the last. It opens nothing but directories, one name at a
 * time, and none but those that were listed.
 */
final class Patrol implements AutoCloseable {

  private final Register register;
  private final RollCall roll;
  private final Directory root;
  private final FilePath path;
  private final PathErrors errors;

  /** Where it stands; null at the root. */
  private Directory here;

  private int at = Register.ROOT;

  /**
   * @param root where it begins, which stays the caller's
   * @param path of the root
   */
  Patrol(Register register, RollCall roll, Directory root, FilePath path, PathErrors errors) {
    this.register = register;
    this.roll = roll;
    this.root = root;
    this.path = path;
    this.errors = errors;
  }

  /**
   * Whether something may have come into a directory since it was listed. Of one that has moved it
   * is the directory where it lay that changed.
   */
  boolean isChanged(int directory) {
    try {
      Optional<FileStat> stat = find(directory);
      boolean isAsListed =
          stat.isPresent() && !roll.isChanged(stat.get(), register.round(directory));
      if (isAsListed) {
        register.know(directory, roll.round());
      }
      return stat.isPresent() && !isAsListed;
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      Reason reason = Failure.reason(e);
      if (!TreeWalk.isGone(reason)) {
        errors.cannotLook(register.path(path, directory), reason);
      }
      return false;
    }
  }

  /** The status of a directory, if it still lies where it was listed. */
  private Optional<FileStat> find(int directory) throws CannotLookException {
    if (directory == Register.ROOT) {
      return Optional.of(root.stat());
    }
    goTo(register.parent(directory));
    return (here == null ? root : here)
        .find(register.name(directory))
        .filter(stat -> stat.isDirectory() && stat.inode() == register.inode(directory));
  }

  private void goTo(int directory) throws CannotLookException {
    goUp(register.common(at, directory));
    for (int next : register.way(at, directory)) {
      step(next, (here == null ? root : here).openDirectory(register.name(next)));
    }
  }

  /** Goes up to a directory; to the root, if the way there leads elsewhere now. */
  private void goUp(int directory) {
    try {
      while (at != directory && directory != Register.ROOT) {
        step(register.parent(at), here.openParent());
      }
    } catch (CannotLookException e) {
      Failure.reason(e);
      toRoot();
      return;
    }
    if (directory == Register.ROOT) {
      toRoot();
    }
  }

  private void step(int directory, Directory opened) throws CannotLookException {
    boolean isIt = false;
    try {
      isIt = opened.stat().inode() == register.inode(directory);
    } finally {
      if (!isIt) {
        opened.close();
      }
    }
    if (!isIt) {
      throw new CannotLookException(Reason.SWAPPED, "another directory than was listed");
    }
    close();
    here = opened;
    at = directory;
  }

  private void toRoot() {
    close();
    here = null;
    at = Register.ROOT;
  }

  @Override
  public void close() {
    if (here != null) {
      here.close();
    }
  }
}
