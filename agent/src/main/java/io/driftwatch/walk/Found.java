package io.driftwatch.walk;

import io.driftwatch.file.FileStat;
import java.util.List;

/**
 * What an image's layers have under a name.
 *
 * @param top the entry that shows
 * @param layer the topmost that has any; whoever lists all of them meets a name once in it
 * @param directories those that are merged, when it is a directory
 * @param stats of each of them
 */
record Found(LayerEntry top, int layer, LowerStack directories, List<FileStat> stats) {

  boolean isDirectory() {
    return !directories.isEmpty();
  }

  /** Whether another one is the same file, or the same directories merged. */
  boolean isSame(Found other) {
    if (!top.isSameFile(other.top) || stats.size() != other.stats.size()) {
      return false;
    }
    for (int i = 0; i < stats.size(); i++) {
      if (!stats.get(i).isSameFile(other.stats.get(i))) {
        return false;
      }
    }
    return true;
  }
}
