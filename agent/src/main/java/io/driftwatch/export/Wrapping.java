package io.driftwatch.export;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Printable;
import java.util.ArrayList;
import java.util.List;

/** Breaks texts that are too wide, and shortens those that are far too wide. */
final class Wrapping {

  /** Columns of text that take three lines, or a bit less. */
  static final int THREE_LINES = 230;

  private Wrapping() {}

  /**
   * The lines of a text: broken where one part of it ends and another begins if such a place is
   * near, anywhere else otherwise.
   *
   * @param first width of the first line in columns, 2 at least
   * @param rest width of the others
   */
  static List<String> lines(String text, int first, int rest) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    int end = fitting(text, 0, first);
    while (end < text.length()) {
      int stop = breakBefore(text, start, end);
      lines.add(text.substring(start, stop).stripTrailing());
      start = stop;
      end = fitting(text, start, rest);
    }
    lines.add(text.substring(start));
    return lines;
  }

  /** The path itself, or when that is too wide, its beginning and end with a note. */
  static String shortened(FilePath path, int limit) {
    return shortened(path.toString(), limit, path.length());
  }

  /**
   * The text itself, or when that is too wide, its beginning and end with a note of how long it is.
   *
   * @param limit in columns, and in characters, since some take no column
   * @param bytes its true length
   */
  static String shortened(String text, int limit, long bytes) {
    if (text.length() <= limit && DisplayWidth.of(text) <= limit) {
      return text;
    }
    int head = Math.min(fitting(text, 0, limit / 2), limit / 2);
    int tail = text.length() - limit / 6;
    return "%s…%s (%s bytes; -o json has it whole)"
        .formatted(
            text.substring(0, outsideEscape(text, 0, head)),
            text.substring(outsideEscape(text, 0, tail)),
            GroupedNumber.of(bytes));
  }

  /** Where the text has to be broken at the latest. */
  private static int fitting(String text, int start, int width) {
    int end = start;
    int used = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      used += DisplayWidth.of(codePoint);
      if (used > width) {
        return end;
      }
      end += Character.charCount(codePoint);
    }
    return end;
  }

  private static int breakBefore(String text, int start, int end) {
    int half = start + (end - start) / 2;
    int list = text.lastIndexOf(", ", end - 2) + 2;
    if (list > half) {
      return list;
    }
    int words = lastOf(" ", text, half, end);
    int parts = words > half ? words : lastOf("/-", text, half, end);
    return parts > half ? parts : outsideEscape(text, start, end);
  }

  /** Behind the last of some characters in a part of the text; its beginning if there is none. */
  private static int lastOf(String characters, String text, int from, int end) {
    int at = end;
    while (at > from && characters.indexOf(text.charAt(at - 1)) < 0) {
      at--;
    }
    return at;
  }

  /** The index, or that of the escape or of the surrogate pair that it would tear apart. */
  private static int outsideEscape(String text, int start, int index) {
    int border = Printable.border(text, index);
    return border > start ? border : index;
  }
}
