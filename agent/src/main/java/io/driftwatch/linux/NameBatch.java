package io.driftwatch.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * Some of a directory's names, each one path component, as bytes, with the inode number that the
 * directory has beside it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents64(2)</a>
 */
public final class NameBatch {

  static final NameBatch END = new NameBatch(new byte[0], 0);

  private static final int OFFSET = 8;
  private static final int RECORD_LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;

  /** Types as the directory has them; not all file systems do. */
  private static final int UNKNOWN = 0;

  private static final int DIRECTORY = 4;

  /** A record has room for a number, and a name of one byte with its NUL, and is aligned. */
  private static final int LEAST_RECORD = 24;

  private final ByteBuffer entries;

  /** Where the records are that have names other than dots. */
  private final int[] starts;

  private int size;
  private long next;

  private NameBatch(byte[] bytes, int length) {
    this.entries = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    this.starts = new int[length / LEAST_RECORD];
    for (int at = 0; at < length; at += recordLength(at)) {
      next = entries.getLong(at + OFFSET);
      if (!isDot(at)) {
        starts[size++] = at;
      }
    }
  }

  static NameBatch read(byte[] entries) {
    return entries.length == 0 ? END : new NameBatch(entries, entries.length);
  }

  private int recordLength(int at) {
    return Short.toUnsignedInt(entries.getShort(at + RECORD_LENGTH));
  }

  private boolean isDot(int at) {
    if (entries.get(at + NAME) != '.') {
      return false;
    }
    byte second = entries.get(at + NAME + 1);
    return second == 0 || (second == '.' && entries.get(at + NAME + 2) == 0);
  }

  /** How many names there are. */
  public int size() {
    return size;
  }

  /** The name with a number from 0 on. */
  public byte[] name(int i) {
    int start = starts[i] + NAME;
    return Arrays.copyOfRange(entries.array(), start, end(start));
  }

  private int end(int start) {
    int end = start;
    while (entries.get(end) != 0) {
      end++;
    }
    return end;
  }

  /**
   * The inode number that the directory has beside a name. That of a mount point is the covered
   * directory's, and where an overlay has no numbers of its own it tells nothing.
   */
  public long inode(int i) {
    return entries.getLong(starts[i]);
  }

  /** Whether a name may be a directory's. */
  public boolean mayBeDirectory(int i) {
    int type = entries.get(starts[i] + TYPE);
    return type == DIRECTORY || type == UNKNOWN;
  }

  /** A hash of a name and nothing else, which differs from seed to seed. */
  public long hash(int i, long seed) {
    int start = starts[i] + NAME;
    return hash(entries.array(), start, end(start), seed);
  }

  /** The same of a name that was read before. */
  public static long hash(byte[] name, long seed) {
    return hash(name, 0, name.length, seed);
  }

  private static long hash(byte[] bytes, int start, int end, long seed) {
    long hash = seed;
    for (int at = start; at < end; at++) {
      hash = (hash ^ bytes[at]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** All of the names. */
  public List<byte[]> names() {
    return new AbstractList<>() {
      @Override
      public byte[] get(int i) {
        return name(i);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** Where the following batch starts. */
  public long next() {
    return next;
  }

  /** Whether no names follow. */
  public boolean isLast() {
    return this == END;
  }
}
