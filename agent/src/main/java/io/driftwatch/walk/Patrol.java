package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.util.Optional;

/**
 * Goes from one directory of a {@link Register} to another and asks for its status, which takes a
 * single call for one that lies beside the last. It opens nothing but directories, one name at a
 * time, and none but those that were listed.
 */
final class Patrol implements AutoCloseable {

  private final Register register;
  private final Directory root;

  /** Where it stands; null at the root. */
  private Directory here;

  private int at = Register.ROOT;

  /**
   * @param root which stays the caller's
   */
  Patrol(Register register, Directory root) {
    this.register = register;
    this.root = root;
  }

  /** The status of a directory, if it still lies where it was listed. */
  Optional<FileStat> find(int directory) throws CannotLookException {
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
