package io.driftwatch.walk;

/**
 * A directory that the walk is to enter.
 *
 * @param name in its parent
 * @param upperInode of the upperdir's directory, or {@link #NO_UPPER} when it has none
 * @param image what the image has there
 * @param now what of the image's layers the container sees there; the same object as {@code image}
 *     where it sees what the image has
 * @param replaces whether the image has something there that is no directory
 */
record Child(byte[] name, long upperInode, LowerStack image, LowerStack now, boolean replaces) {

  /** No file system gives a file this number; any other up to 2^64 - 1 some do. */
  static final long NO_UPPER = 0;

  private static final byte[] NO_NAME = {};

  private static final int BYTES = 96;

  /**
   * The root of a walk.
   *
   * @param upperInode of the upperdir
   */
  static Child root(long upperInode, LowerStack image) {
    return new Child(NO_NAME, upperInode, image, image, false);
  }

  boolean isInUpper() {
    return upperInode != NO_UPPER;
  }

  /** Whether it is a directory of the image, which the container has neither moved nor remade. */
  boolean isOfImage() {
    return !image.isEmpty() && now.equals(image);
  }

  /** Whether the image has nothing there. */
  boolean isNew() {
    return image.isEmpty() && !replaces;
  }

  /** Roughly how much memory it takes, in bytes. */
  long weight() {
    return BYTES + name.length + 16L * (image.layers().length + now.layers().length);
  }
}
