package io.driftwatch.file;

import java.nio.charset.StandardCharsets;

/**
 * Text from outside, made safe to print without losing a byte: valid UTF-8 stays as it is, but the
 * backslash, control, format, surrogate, unassigned and separator characters and every byte that is
 * not UTF-8 become {@code \xHH}. So no name can move a cursor, forge a line or hide its order, and
 * the bytes can be had back.
 */
public final class Printable {

  /** What a text ends in that was cut. */
  private static final String CUT = "…";

  /** Length of {@code \xHH}. */
  private static final int ESCAPE = 4;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Printable() {}

  /** The printable form of bytes that are probably UTF-8. */
  public static String of(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    int i = 0;
    while (i < bytes.length) {
      int length = sequenceLength(bytes, i);
      int codePoint = length == 0 ? -1 : decode(bytes, i, length);
      if (codePoint >= 0 && isHarmless(codePoint)) {
        out.appendCodePoint(codePoint);
      } else {
        length = Math.max(length, 1);
        for (int k = i; k < i + length; k++) {
          out.append("\\x").append(HEX[(bytes[k] >> 4) & 0xf]).append(HEX[bytes[k] & 0xf]);
        }
      }
      i += length;
    }
    return out.toString();
  }

  /** The printable form of text; a lone surrogate counts as the three bytes that would spell it. */
  public static String of(String text) {
    if (text.codePoints().allMatch(Printable::isHarmless)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(codePoint -> out.append(of(encode(codePoint))));
    return out.toString();
  }

  /**
   * Printable text, or as much of its beginning as there is room for, with a mark. What stands for
   * one character or byte is not torn apart.
   *
   * @param limit in characters of UTF-16, 1 or more
   */
  public static String cut(String printable, int limit) {
    return printable.length() <= limit
        ? printable
        : printable.substring(0, border(printable, limit - CUT.length())) + CUT;
  }

  /**
   * The same by another measure.
   *
   * @param limit in bytes of UTF-8, 3 or more
   */
  public static String cutToBytes(String printable, int limit) {
    int room = limit;
    int marked = 0; // where there is room for the mark behind
    for (int end = 0; end < printable.length(); ) {
      int next = end + Character.charCount(printable.codePointAt(end));
      room -= utf8Length(printable.codePointAt(end));
      if (room < 0) {
        return printable.substring(0, border(printable, marked)) + CUT;
      }
      marked = room >= utf8Length(CUT.codePointAt(0)) ? next : marked;
      end = next;
    }
    return printable;
  }

  private static int utf8Length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /**
   * The index where printable text may be cut: this one, or the beginning of the escape or of the
   * surrogate pair that it is in the middle of.
   *
   * @param index from 0 to the text's length
   */
  public static int border(String printable, int index) {
    for (int i = Math.max(0, index - ESCAPE + 1); i < index; i++) {
      if (isEscape(printable, i)) {
        return i;
      }
    }
    boolean isInPair =
        index > 0
            && index < printable.length()
            && Character.isSurrogatePair(printable.charAt(index - 1), printable.charAt(index));
    return isInPair ? index - 1 : index;
  }

  private static boolean isEscape(String text, int at) {
    return text.startsWith("\\x", at)
        && at + ESCAPE <= text.length()
        && isHex(text.charAt(at + 2))
        && isHex(text.charAt(at + 3));
  }

  private static boolean isHex(char c) {
    return Character.digit(c, 16) >= 0;
  }

  private static byte[] encode(int codePoint) {
    if (Character.getType(codePoint) == Character.SURROGATE) {
      return new byte[] {
        (byte) (0xe0 | (codePoint >> 12)),
        (byte) (0x80 | ((codePoint >> 6) & 0x3f)),
        (byte) (0x80 | (codePoint & 0x3f))
      };
    }
    return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> codePoint != '\\';
    };
  }

  /** Bytes of the well-formed UTF-8 sequence at an index, or 0 when there is none. */
  private static int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || at + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int codePoint = decode(bytes, at, length);
    boolean shortest = length < 3 || codePoint >= (length == 3 ? 0x800 : 0x10000);
    boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    return shortest && !surrogate && codePoint <= 0x10ffff ? length : 0;
  }

  private static int decode(byte[] bytes, int at, int length) {
    if (length == 1) {
      return bytes[at];
    }
    int codePoint = bytes[at] & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      codePoint = (codePoint << 6) | (bytes[at + i] & 0x3f);
    }
    return codePoint;
  }
}
