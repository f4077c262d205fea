package io.driftwatch.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Tells archives of code from other zip files, by the names in their central directory. That is
 * found from the end of the file, as Java and Python find it: what lies before the archive, and a
 * comment behind it, hide nothing. Every offset in a file may be a lie, and every length.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT 4.3</a>
 */
final class Zip {

  /** The end of central directory record (4.3.16) with the longest comment. */
  static final int MAX_END = 22 + 0xffff;

  private static final int END = 0x06054b50;
  private static final String END_TEXT = "PK\5\6";
  private static final int END_BYTES = 22;
  private static final int END_SIZE_AT = 12;
  private static final long SEE_ZIP64 = 0xffff_ffffL;

  /** Right before that, where sizes do not fit (4.3.14, 4.3.15). */
  private static final int LOCATOR = 0x07064b50;

  private static final int LOCATOR_BYTES = 20;
  private static final int LOCATOR_OFFSET_AT = 8;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int END64_SIZE_AT = 40;

  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int NAME_LENGTH_AT = 28;
  private static final int EXTRA_LENGTH_AT = 30;
  private static final int COMMENT_LENGTH_AT = 32;

  /** Holds every entry with its name. */
  private static final int PIECE_BYTES = 128 << 10;

  /** Two hundred thousand entries: no collection of plain files is as large. */
  private static final long MAX_DIRECTORY = 16L << 20;

  /** A file that has more of them is made to be too much trouble. */
  private static final int MAX_ENDS = 64;

  private final Content content;
  private long left = MAX_DIRECTORY;

  private Zip(Content content) {
    this.content = content;
  }

  /**
   * Whether a file is an archive of code, or does everything to keep that from being told.
   *
   * @param tail its last bytes, {@link #MAX_END} where it has as many
   */
  static boolean isCode(Content content, byte[] tail) throws IOException {
    if (!new String(tail, StandardCharsets.ISO_8859_1).contains(END_TEXT)) {
      return false; // as nearly always, and found out in a few instructions
    }
    Zip zip = new Zip(content);
    ByteBuffer bytes = little(tail);
    int ends = 0;
    for (int at = tail.length - END_BYTES; at >= 0; at--) {
      if (tail[at] == 'P' && bytes.getInt(at) == END) {
        long size = bytes.getInt(at + END_SIZE_AT) & SEE_ZIP64;
        if (++ends > MAX_ENDS || zip.isCodeBefore(content.size() - tail.length + at, size)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Not every program believes the same one of several directories. */
  private boolean isCodeBefore(long endAt, long size) throws IOException {
    if (size != SEE_ZIP64 && isCode(endAt - size, endAt)) {
      return true;
    }
    long locatorAt = endAt - LOCATOR_BYTES;
    ByteBuffer locator = read(locatorAt, LOCATOR_BYTES);
    return locator.limit() == LOCATOR_BYTES
        && locator.getInt(0) == LOCATOR
        && (isCodeBefore64(locatorAt - END64_BYTES)
            || isCodeBefore64(locator.getLong(LOCATOR_OFFSET_AT)));
  }

  private boolean isCodeBefore64(long endAt) throws IOException {
    ByteBuffer end = read(endAt, END64_BYTES);
    return end.limit() == END64_BYTES
        && end.getInt(0) == END64
        && isCode(endAt - end.getLong(END64_SIZE_AT), endAt);
  }

  /** Whether there is a central directory that names code. */
  private boolean isCode(long from, long to) throws IOException {
    long at = from;
    while (at >= 0 && at <= to - ENTRY_BYTES) {
      ByteBuffer piece = read(at, (int) Math.min(PIECE_BYTES, to - at));
      left -= piece.limit();
      if (left < 0) {
        return true;
      }
      int done = 0;
      while (isEntry(piece, done)) {
        if (isCode(name(piece, done))) {
          return true;
        }
        done += length(piece, done);
      }
      at += done;
      if (done == 0) {
        break;
      }
    }
    return false;
  }

  private static boolean isEntry(ByteBuffer piece, int at) {
    return at <= piece.limit() - ENTRY_BYTES
        && piece.getInt(at) == ENTRY
        && at + ENTRY_BYTES + nameLength(piece, at) <= piece.limit();
  }

  private static String name(ByteBuffer piece, int at) {
    byte[] name = new byte[nameLength(piece, at)];
    piece.get(at + ENTRY_BYTES, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static int nameLength(ByteBuffer piece, int at) {
    return piece.getShort(at + NAME_LENGTH_AT) & 0xffff;
  }

  /** With its name, its extra fields and its comment. */
  private static int length(ByteBuffer piece, int at) {
    return ENTRY_BYTES
        + nameLength(piece, at)
        + (piece.getShort(at + EXTRA_LENGTH_AT) & 0xffff)
        + (piece.getShort(at + COMMENT_LENGTH_AT) & 0xffff);
  }

  /** Java finds a manifest whatever its case. */
  private static boolean isCode(String name) {
    return name.endsWith(".class")
        || name.startsWith("WEB-INF/")
        || name.equals("__main__.py")
        || name.equals("__main__.pyc")
        || name.toUpperCase(Locale.ROOT).equals("META-INF/MANIFEST.MF");
  }

  /** Nothing where the file has nothing. */
  private ByteBuffer read(long at, int length) throws IOException {
    return little(at < 0 || at >= content.size() ? new byte[0] : content.read(at, length));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
