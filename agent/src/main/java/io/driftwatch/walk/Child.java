package io.driftwatch.walk;

import java.util.stream.IntStream;

/**
 * A directory that the walk is to enter.
 *
 * @param name in its parent
 * @param upper whether the upperdir has it
 * @param imageLayers the image's layers that have it, topmost first
 * @param hidesImage whether what the image has in it is gone unless the upperdir has it too: the
 *     upperdir's directory is opaque, or there is none
 */
record Child(byte[] name, boolean upper, int[] imageLayers, boolean hidesImage) {

  /** A directory of the image that is gone with all that is in it. */
  static Child gone(byte[] name, int[] imageLayers) {
    return new Child(name, false, imageLayers, true);
  }

  /** All layers that have it, the upperdir first. */
  int[] layers() {
    return upper
        ? IntStream.concat(IntStream.of(Layers.UPPER), IntStream.of(imageLayers)).toArray()
        : imageLayers;
  }

  /**
   * The layers whose names can differ from the image's: the image's own only where it is hidden.
   */
  int[] listings() {
    return hidesImage ? layers() : new int[] {Layers.UPPER};
  }
}
