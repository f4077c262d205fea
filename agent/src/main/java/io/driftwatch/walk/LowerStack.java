package io.driftwatch.walk;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The directories of an image's layers that an overlay merges at one path, topmost first. Two are
 * equal only if they come from one lookup.
 *
 * @param layers the layers that have one
 * @param places where in each of them it lies
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, "multiple lower
 *     layers"</a>
 */
record LowerStack(int[] layers, Place[] places) {

  static final LowerStack EMPTY = new LowerStack(new int[0], new Place[0]);

  /** The roots of layers 1 to a number. */
  static LowerStack ofRoots(int count) {
    int[] layers = IntStream.rangeClosed(1, count).toArray();
    Place[] places = new Place[count];
    Arrays.fill(places, Place.SAME);
    return new LowerStack(layers, places);
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
