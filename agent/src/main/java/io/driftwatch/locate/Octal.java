package io.driftwatch.locate;

import io.driftwatch.file.FilePath;
import java.io.ByteArrayOutputStream;

/** Undoes the kernel's {@code \ooo} escapes of bytes that would break a line of mountinfo. */
final class Octal {

  private static final int DIGITS = 3;

  private Octal() {}

  /**
   * @param escaped one character a byte
   */
  static FilePath unescape(String escaped) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      if (isEscape(escaped, i)) {
        bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 1 + DIGITS), 8));
        i += 1 + DIGITS;
      } else {
        bytes.write(escaped.charAt(i));
        i++;
      }
    }
    return FilePath.of(bytes.toByteArray());
  }

  private static boolean isEscape(String text, int at) {
    if (text.charAt(at) != '\\' || at + DIGITS >= text.length()) {
      return false;
    }
    for (int i = at + 1; i <= at + DIGITS; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
