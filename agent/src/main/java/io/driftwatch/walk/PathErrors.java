package io.driftwatch.walk;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;

/** Is told of what could not be looked at. */
public interface PathErrors {

  /**
   * A path that could not be looked at, or not in full; of a directory that is not entered, what
   * lies below it neither.
   */
  void cannotLook(FilePath path, Reason reason);
}
