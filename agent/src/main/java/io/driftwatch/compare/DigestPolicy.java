package io.driftwatch.compare;

/**
 * Which digests a report carries beyond what a verdict needs.
 *
 * @param all every changed regular file, not only programs and what the image ships
 * @param maxBytes the largest file that is hashed for the report
 */
public record DigestPolicy(boolean all, long maxBytes) {

  private static final long DEFAULT_MAX_BYTES = 256L << 20;

  /** Digests of programs and of files that the image ships, up to 256 MiB each. */
  public static final DigestPolicy NEEDED = new DigestPolicy(false, DEFAULT_MAX_BYTES);

  /** Digests of every changed regular file, whatever its size. */
  public static final DigestPolicy ALL = new DigestPolicy(true, Long.MAX_VALUE);

  boolean wants(Entry entry, boolean program, boolean ofImage) {
    return entry.stat().isRegularFile()
        && entry.stat().size() <= maxBytes
        && (all || program || ofImage);
  }
}
