package io.driftwatch.walk;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The directories of an image's layers that an overlay merges at one path, topmost first. Two are
 * equal only if they come from one lookup.
 *
 * @param layers the layers that have one
 * @param places where in each of them it lies
 * @param inodes of each, by which it is known again: an ordinary user's layers are his to move
 *     about
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, "multiple lower
 *     layers"</a>
 */
record LowerStack(int[] layers, Place[] places, long[] inodes) {

  static final LowerStack EMPTY = new LowerStack(new int[0], new Place[0], new long[0]);

  /** The roots of the layers from 1 on, which have these inodes. */
  static LowerStack ofRoots(long[] inodes) {
    int[] layers = IntStream.rangeClosed(1, inodes.length).toArray();
    Place[] places = new Place[inodes.length];
    Arrays.fill(places, Place.SAME);
    return new LowerStack(layers, places, inodes);
  }

  boolean isEmpty() {
    return layers.length == 0;
  }

  /** Where it lies in a layer, or null. */
  Place placeIn(int layer) {
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == layer) {
        return places[i];
      }
    }
    return null;
  }
}
