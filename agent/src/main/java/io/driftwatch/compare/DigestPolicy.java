package io.driftwatch.compare;

import io.driftwatch.file.FileStat;

/**
 * Which digests a report carries. A verdict needs none of them.
 *
 * @param which of what files
 * @param maxBytes the largest file that is hashed for the report
 */
public record DigestPolicy(Which which, long maxBytes) {

  private static final long DEFAULT_MAX_BYTES = 256L << 20;

  /** Of programs whose content is new, as a table shows them. */
  public static final DigestPolicy NEW_PROGRAMS =
      new DigestPolicy(Which.NEW_PROGRAMS, DEFAULT_MAX_BYTES);

  /** Of programs and of files that the image ships, both sides. */
  public static final DigestPolicy NEEDED = new DigestPolicy(Which.NEEDED, DEFAULT_MAX_BYTES);

  /** Of every changed regular file, both sides, whatever its size. */
  public static final DigestPolicy ALL = new DigestPolicy(Which.ALL, Long.MAX_VALUE);

  /** What files a digest is wanted of. */
  public enum Which {
    NEW_PROGRAMS,
    NEEDED,
    ALL
  }

  /** Whether the digest of a content that both sides have is wanted. */
  boolean wantsSame(FileStat file) {
    return which != Which.NEW_PROGRAMS && isHashed(file);
  }

  /** Whether the digest of what the image ships is wanted, of a file that is not so any more. */
  boolean wantsImage(FileStat image) {
    return which != Which.NEW_PROGRAMS && isHashed(image);
  }

  /**
   * Whether the digest of a new content is wanted.
   *
   * @param ofImage whether the image has something at its path
   */
  boolean wantsNow(FileStat now, boolean program, boolean ofImage) {
    boolean wanted =
        switch (which) {
          case NEW_PROGRAMS -> program;
          case NEEDED -> program || ofImage;
          case ALL -> true;
        };
    return wanted && isHashed(now);
  }

  private boolean isHashed(FileStat file) {
    return file.isRegularFile() && file.size() <= maxBytes;
  }
}
