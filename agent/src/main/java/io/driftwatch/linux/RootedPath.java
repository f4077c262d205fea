package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Opens a path of the host as if a given directory were its root, links included, so that the same
 * path works on the host and where the host is mounted below a folder.
 *
 * <p>openat2(2) with RESOLVE_IN_ROOT does the same, but gives up with EAGAIN whenever anything on
 * the machine is renamed while it follows a {@code ..}; a container could blind us by renaming.
 */
final class RootedPath {

  /** As many as Linux follows (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private static final FilePath PARENT = FilePath.of("..");

  private final Directory root;
  private final Deque<byte[]> ahead = new ArrayDeque<>();
  private final Deque<Directory> opened = new ArrayDeque<>();
  private int links;

  private RootedPath(Directory root) {
    this.root = root;
  }

  static Directory open(Directory root, FilePath path) throws CannotLookException {
    RootedPath rooted = new RootedPath(root);
    try {
      rooted.ahead.addAll(path.names());
      while (!rooted.ahead.isEmpty()) {
        rooted.step(rooted.ahead.poll());
      }
      return rooted.here().reopen();
    } finally {
      rooted.opened.forEach(Directory::close);
    }
  }

  private Directory here() {
    return opened.isEmpty() ? root : opened.peek();
  }

  private void step(byte[] name) throws CannotLookException {
    if (FilePath.of(name).equals(PARENT)) {
      if (!opened.isEmpty()) {
        opened.pop().close();
      }
      return;
    }
    try {
      opened.push(here().openDirectory(name));
    } catch (CannotLookException e) {
      // Links are few, so that it costs least to ask what it is when it is no directory.
      if (e.reason() != Reason.SWAPPED || !isLink(name)) {
        throw e;
      }
      follow(here().readLink(name));
    }
  }

  private boolean isLink(byte[] name) throws CannotLookException {
    return here().find(name).filter(stat -> stat.type() == FileType.SYMLINK).isPresent();
  }

  private void follow(FilePath target) throws CannotLookException {
    if (++links > MAX_LINKS) {
      throw new CannotLookException(Reason.SWAPPED, "too many links");
    }
    if (target.isAbsolute()) {
      opened.forEach(Directory::close);
      opened.clear();
    }
    List<byte[]> names = target.names();
    for (int i = names.size() - 1; i >= 0; i--) {
      ahead.addFirst(names.get(i));
    }
  }
}
