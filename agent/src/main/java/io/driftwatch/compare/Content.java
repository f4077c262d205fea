package io.driftwatch.compare;

import java.io.IOException;

/** What a regular file holds, open for reading. Somebody may write to it meanwhile. */
public interface Content {

  /** How many bytes it had when it was opened. */
  long size();

  /**
   * Bytes from a position on; fewer where the file ends first.
   *
   * @param offset from the file's beginning
   * @param length how many
   */
  byte[] read(long offset, int length) throws IOException;
}
