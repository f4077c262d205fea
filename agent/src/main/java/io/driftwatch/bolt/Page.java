package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A page of a bucket's tree. A branch holds the first key of each page below it, a leaf holds keys
 * and values, both in the order of the keys.
 *
 * @see <a href="https://github.com/etcd-io/bbolt/blob/main/internal/common/page.go">bbolt's
 *     page</a>
 */
final class Page {

  /** Bytes of a page's own header. */
  static final int HEADER = 16;

  private static final int ELEMENT = 16;
  private static final int BRANCH = 0x01;
  private static final int LEAF = 0x02;
  private static final int BUCKET = 0x01;

  private static final int FLAGS = 8;
  private static final int COUNT = 10;
  private static final int OVERFLOW = 12;

  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final boolean leaf;
  private final int count;

  /**
   * Verifies that every element lies within the page, and that no two share their bytes, so that
   * nothing that is done with all of them takes more than the page's length.
   *
   * @param bytes the whole page, with the pages that it runs over into
   */
  Page(byte[] bytes) throws CannotLookException {
    require(bytes.length >= HEADER, "a page without a header");
    this.bytes = bytes;
    this.buffer = littleEndian(bytes);
    int flags = Short.toUnsignedInt(buffer.getShort(FLAGS));
    require(flags == BRANCH || flags == LEAF, "neither branch nor leaf");
    this.leaf = flags == LEAF;
    this.count = Short.toUnsignedInt(buffer.getShort(COUNT));
    long used = HEADER + (long) count * ELEMENT;
    require(used <= bytes.length, "more elements than fit a page");
    for (int i = 0; i < count; i++) {
      long length = keyLength(i) + valueLength(i);
      used += length;
      require(keyAt(i) + length <= bytes.length, "an element that ends behind its page");
    }
    require(used <= bytes.length, "elements that share their bytes");
  }

  /** The number that a page says of itself. */
  static long id(byte[] page) {
    return littleEndian(page).getLong(0);
  }

  /** How many more pages this one runs over into. */
  static long overflow(byte[] page) {
    return Integer.toUnsignedLong(littleEndian(page).getInt(OVERFLOW));
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean isLeaf() {
    return leaf;
  }

  /** How many elements it has. */
  int count() {
    return count;
  }

  /** The key of an element. */
  byte[] key(int index) {
    return part(keyAt(index), keyLength(index));
  }

  /** The value of a leaf's element. */
  byte[] value(int index) {
    return part(keyAt(index) + keyLength(index), valueLength(index));
  }

  /** Whether the value of a leaf's element is a bucket. */
  boolean isBucket(int index) {
    return (buffer.getInt(at(index)) & BUCKET) != 0;
  }

  /** The page that a branch's element leads to. */
  long child(int index) {
    return buffer.getLong(at(index) + 8);
  }

  /** The last element whose key is not above a key; -1 when all are. */
  int lastNotAbove(byte[] key) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) / 2;
      if (Arrays.compareUnsigned(key(middle), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static int at(int index) {
    return HEADER + index * ELEMENT;
  }

  /** Positions count from the element. */
  private long keyAt(int index) {
    return at(index) + unsigned(at(index) + (leaf ? 4 : 0));
  }

  private long keyLength(int index) {
    return unsigned(at(index) + (leaf ? 8 : 4));
  }

  private long valueLength(int index) {
    return leaf ? unsigned(at(index) + 12) : 0;
  }

  private long unsigned(int at) {
    return Integer.toUnsignedLong(buffer.getInt(at));
  }

  private byte[] part(long from, long length) {
    return Arrays.copyOfRange(bytes, (int) from, (int) (from + length));
  }

  static void require(boolean holds, String otherwise) throws CannotLookException {
    if (!holds) {
      throw new CannotLookException(Reason.STATE_INVALID, "no bolt database: " + otherwise);
    }
  }
}
