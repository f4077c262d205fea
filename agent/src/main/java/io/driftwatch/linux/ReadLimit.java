package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;

/** Is asked before content is read, and may refuse. */
@FunctionalInterface
public interface ReadLimit {

  /** Reads whatever there is. */
  ReadLimit NONE = bytes -> {};

  /**
   * Some content is about to be read or hashed.
   *
   * @param bytes how much at most
   * @throws CannotLookException when that is more than is allowed
   */
  void spend(long bytes) throws CannotLookException;
}
