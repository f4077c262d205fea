package io.driftwatch.walk;

/**
 * A directory that the walk is to enter.
 *
 * @param name in its parent
 * @param upperInode of the upperdir's directory, or {@link #NO_UPPER} when it has none
 * @param image what the image has there
 * @param now what of the image's layers the container sees there; the same object as {@code image}
 *     where it sees what the image has
 */
record Child(byte[] name, long upperInode, LowerStack image, LowerStack now) {

  static final long NO_UPPER = -1;

  private static final byte[] NO_NAME = {};

  private static final int BYTES = 96;

  /**
   * The root of a walk.
   *
   * @param upperInode of the upperdir
   */
  static Child root(long upperInode, LowerStack image) {
    return new Child(NO_NAME, upperInode, image, image);
  }

  boolean isInUpper() {
    return upperInode != NO_UPPER;
  }

  /** Roughly how much memory it takes, in bytes. */
  long weight() {
    return BYTES + name.length + 16L * (image.layers().length + now.layers().length);
  }
}
