package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;

/** Is told of every path that the upperdir holds or hides. */
public interface TreeVisitor extends PathErrors {

  /**
   * Where the path lies that is handed over next.
   *
   * @param site may be asked only until then and during that call
   */
  default void at(Site site) {}

  /**
   * A path with its two sides, which can be read only during the call. When the call throws because
   * the file changed meanwhile, the path is looked at afresh and handed over once more; so it must
   * throw before it counts anything.
   *
   * @param path where, in the container
   * @param image as the image has it, or null
   * @param now as the container has it, or null when it is gone
   */
  void entry(FilePath path, Entry image, Entry now) throws CannotLookException;

  /**
   * A directory of the image was copied to the upperdir, and nothing is in that copy.
   *
   * @param directory after it was handed over
   */
  default void bareCopy(FilePath directory) {}

  /** A regular file of the upperdir, after it was handed over. */
  default void written(FileStat file) {}
}
