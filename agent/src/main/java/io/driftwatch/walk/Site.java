package io.driftwatch.walk;

import io.driftwatch.file.FilePath;

/**
 * Where something was written: the topmost directory over which something could be mounted without
 * hiding anything of the image, or else the image's own directory that the writing was done in.
 */
public interface Site {

  /** The directory, in the container, without links. */
  FilePath directory();

  /** Whether the image has the directory. */
  boolean isOfImage();

  /** Whether the image is known to have nothing in it. */
  boolean isEmpty();
}
