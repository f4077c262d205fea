package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;

/** Is told of the regular files in volumes. */
public interface FileVisitor extends PathErrors {

  /**
   * A file, which can be read only during the call. When the call throws because the file changed
   * meanwhile, it is looked at afresh and handed over once more; so it must throw before it counts
   * anything.
   *
   * @param path where, in the container
   * @return whether it is something to be told
   */
  boolean file(FilePath path, Entry file) throws CannotLookException;

  /** Whether a file is to be handed over for its name, though it is known to be no program. */
  default boolean wants(FilePath path) {
    return false;
  }
}
