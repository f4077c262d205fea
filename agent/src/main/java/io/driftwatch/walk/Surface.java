package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What lies at paths that the container sees, whatever is mounted there. There may be thousands, in
 * a few directories, and hundreds of layers: each layer is asked for a directory once, as long as
 * the paths come in order.
 */
public final class Surface implements AutoCloseable {

  private final List<Directory> roots;

  /** The directory of the latest path, and the layers that have it, topmost first. */
  private FilePath directory;

  private final List<Directory> having = new ArrayList<>();

  /** The first name on the way to it, and the layers that have that. */
  private byte[] first;

  private List<Directory> havingFirst = List.of();

  /**
   * @param roots of the layers, topmost first, which stay the caller's
   */
  Surface(List<Directory> roots) {
    this.roots = roots;
  }

  /**
   * What the topmost layer that has a path has there. Of something that the container sees this is
   * what it sees, because marks only ever hide.
   *
   * @param path absolute, without links
   */
  public Optional<FileStat> statOf(FilePath path) throws CannotLookException {
    standAt(path.parent());
    for (Directory layer : having) {
      Optional<FileStat> found = layer.find(path.name().bytes());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private void standAt(FilePath next) throws CannotLookException {
    if (next.equals(directory)) {
      return;
    }
    close();
    List<byte[]> names = next.names();
    for (Directory root : rootsOf(names)) {
      try {
        open(root, names).ifPresent(having::add);
      } catch (CannotLookException e) {
        if (e.reason() != Reason.VANISHED && e.reason() != Reason.SWAPPED) {
          throw e;
        }
      }
    }
    directory = next; // not before: after a failure it is asked for once more
  }

  private List<Directory> rootsOf(List<byte[]> names) throws CannotLookException {
    if (names.isEmpty()) {
      return roots;
    }
    if (!Arrays.equals(first, names.get(0))) {
      first = null;
      List<Directory> found = new ArrayList<>();
      for (Directory root : roots) {
        if (has(root, names.get(0))) {
          found.add(root);
        }
      }
      havingFirst = found;
      first = names.get(0);
    }
    return havingFirst;
  }

  /** Most layers lack it, so that asking comes before opening, which fails at more cost. */
  private static Optional<Directory> open(Directory root, List<byte[]> names)
      throws CannotLookException {
    Directory at = root.reopen();
    boolean arrived = false;
    try {
      for (byte[] name : names) {
        if (!has(at, name)) {
          return Optional.empty();
        }
        Directory below = at.openDirectory(name);
        at.close();
        at = below;
      }
      arrived = true;
      return Optional.of(at);
    } finally {
      if (!arrived) {
        at.close();
      }
    }
  }

  private static boolean has(Directory directory, byte[] name) throws CannotLookException {
    return directory.find(name).filter(FileStat::isDirectory).isPresent();
  }

  @Override
  public void close() {
    having.forEach(Directory::close);
    having.clear();
    directory = null;
  }
}
