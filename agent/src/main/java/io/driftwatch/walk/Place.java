package io.driftwatch.walk;

import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a layer the directories of a walk lie: at the walk's own path, or, below a directory
 * that a redirect leads to, elsewhere.
 *
 * @param base where the redirect leads, from the layer's root
 * @param from how long the walk's path was there
 */
record Place(FilePath base, int from) {

  /** At the walk's own path. */
  static final Place SAME = new Place(FilePath.ROOT, 0);

  /**
   * The names on the way from the layer's root.
   *
   * @param path where the walk stands; without a byte at the root
   */
  List<byte[]> names(PathBuffer path) {
    List<byte[]> names = new ArrayList<>(base.names());
    names.addAll(path.namesFrom(from));
    return names;
  }

  /** The path from the layer's root. */
  FilePath path(PathBuffer path) {
    FilePath at = base;
    for (byte[] name : path.namesFrom(from)) {
      at = at.resolve(name);
    }
    return at;
  }
}
