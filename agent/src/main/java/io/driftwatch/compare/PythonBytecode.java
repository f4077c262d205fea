package io.driftwatch.compare;

import io.driftwatch.file.FileStat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the header of a file with compiled Python code says. Python believes it, so that it tells
 * nothing of the code behind.
 *
 * @param minor of the Python 3 that made it
 * @param checked whether Python looks at the source before it runs this instead
 * @param modified low 32 bits of the source's time of modification, in seconds; 0 where it goes by
 *     a hash of the source
 * @param size low 32 bits of the source's length in bytes; likewise
 * @see <a href="https://peps.python.org/pep-0552/">PEP 552</a>
 */
public record PythonBytecode(int minor, boolean checked, long modified, long size) {

  /** As much as any header has. */
  public static final int HEADER_BYTES = 16;

  private static final long LOW = 0xffff_ffffL;

  /** Flags are there since 3.7, whose magic number is the first of these. */
  private static final int FIRST_WITH_FLAGS = 3390;

  private static final int BY_HASH = 1;
  private static final int CHECK_SOURCE = 2;

  /** First magic number of each Python 3 before 3.11; then it is 2900 and 50 for each. */
  private static final NavigableMap<Integer, Integer> MINORS = new TreeMap<>();

  private static final int REGULAR_FROM = 3450;

  static {
    int[] first = {3190, 3250, 3320, 3360, FIRST_WITH_FLAGS, 3400, 3420, 3430};
    for (int i = 0; i < first.length; i++) {
      MINORS.put(first[i], 3 + i);
    }
  }

  /**
   * Reads a header.
   *
   * @param head the first bytes of a file
   * @return empty where it has none that is known
   */
  public static Optional<PythonBytecode> read(byte[] head) {
    if (head.length < HEADER_BYTES || head[2] != '\r' || head[3] != '\n') {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int magic = bytes.getShort(0) & 0xffff;
    Optional<Integer> minor = minor(magic);
    boolean hasFlags = magic >= FIRST_WITH_FLAGS;
    int flags = hasFlags ? bytes.getInt(4) : 0;
    if (minor.isEmpty() || (flags & ~(BY_HASH | CHECK_SOURCE)) != 0) {
      return Optional.empty();
    }
    if ((flags & BY_HASH) != 0) {
      return Optional.of(new PythonBytecode(minor.get(), (flags & CHECK_SOURCE) != 0, 0, 0));
    }
    int at = hasFlags ? 8 : 4;
    return Optional.of(
        new PythonBytecode(
            minor.get(), true, bytes.getInt(at) & LOW, bytes.getInt(at + Integer.BYTES) & LOW));
  }

  private static Optional<Integer> minor(int magic) {
    if (magic >= REGULAR_FROM) {
      int minor = (magic - 2900) / 50;
      return minor < 100 ? Optional.of(minor) : Optional.empty();
    }
    return Optional.ofNullable(MINORS.floorEntry(magic)).map(entry -> entry.getValue());
  }

  /** Whether Python would run it instead of a source, and compile to the same header. */
  public boolean isOf(FileStat source) {
    return source.isRegularFile()
        && modified == (source.modified().seconds() & LOW)
        && size == (source.size() & LOW)
        && (modified != 0 || size != 0);
  }
}
