package io.driftwatch.memory;

import java.io.IOException;

/** Is told whether what is to be kept can be written. */
public interface StorageListener {

  /** A part of the state was written. */
  void written(String part);

  /** A part of the state could not be written, which is tried again. */
  void failed(String part, IOException why);
}
