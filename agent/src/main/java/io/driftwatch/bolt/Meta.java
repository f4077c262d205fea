package io.driftwatch.bolt;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A meta page: where the database of one transaction begins. There are two, and transactions write
 * them in turn.
 *
 * @param pageSize bytes
 * @param root the page of the root bucket
 * @param pages how many pages there are; no page has this number or a higher one
 * @param transaction its number
 * @see <a href="https://github.com/etcd-io/bbolt/blob/main/internal/common/meta.go">bbolt's
 *     meta</a>
 */
record Meta(int pageSize, long root, long pages, long transaction) {

  /** Bytes of a meta page that mean something. */
  static final int BYTES = Page.HEADER + 64;

  /** Page sizes of the machines that Linux runs on. */
  static final int[] PAGE_SIZES = {4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10};

  private static final int MAGIC = 0xED0CDAED;
  private static final int VERSION = 2;
  private static final int FLAG = 0x04;

  /** So many that a position in the file cannot overflow. */
  private static final long MAX_PAGES = 1L << 40;

  private static final int FLAGS = 8;
  private static final int VERSION_AT = Page.HEADER + 4;
  private static final int PAGE_SIZE = Page.HEADER + 8;
  private static final int ROOT = Page.HEADER + 16;
  private static final int PAGES = Page.HEADER + 40;
  private static final int TRANSACTION = Page.HEADER + 48;
  private static final int CHECKSUM = Page.HEADER + 56;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * Reads a meta page, when these bytes are a whole one.
   *
   * @param offset where in the file they were
   */
  static Optional<Meta> parse(byte[] bytes, long offset) {
    if (bytes.length < BYTES) {
      return Optional.empty();
    }
    ByteBuffer page = Page.littleEndian(bytes);
    Meta meta =
        new Meta(
            page.getInt(PAGE_SIZE),
            page.getLong(ROOT),
            page.getLong(PAGES),
            page.getLong(TRANSACTION));
    boolean whole =
        page.getLong(CHECKSUM) == checksum(bytes)
            && page.getInt(Page.HEADER) == MAGIC
            && page.getInt(VERSION_AT) == VERSION
            && page.getShort(FLAGS) == FLAG
            && (offset == 0 || offset == meta.pageSize)
            && page.getLong(0) == (offset == 0 ? 0 : 1);
    return whole && meta.isPlausible() ? Optional.of(meta) : Optional.empty();
  }

  private boolean isPlausible() {
    boolean sized = false;
    for (int size : PAGE_SIZES) {
      sized |= size == pageSize;
    }
    return sized && pages > 0 && pages <= MAX_PAGES && root > 0 && root < pages;
  }

  /** FNV-64a of what stands before the checksum. */
  private static long checksum(byte[] bytes) {
    long hash = FNV_OFFSET;
    for (int i = Page.HEADER; i < CHECKSUM; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
