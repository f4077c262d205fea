package io.driftwatch.metrics;

import io.driftwatch.file.Printable;
import java.nio.charset.StandardCharsets;

/** Text from outside as the value of a label: printable, and of a bounded length. */
final class LabelText {

  /** As many as a Kubernetes name can have, and a few. */
  static final int MAX_BYTES = 256;

  private static final String ELLIPSIS = "…";

  /** Of the {@code \xHH} that {@link Printable} writes, which is not cut in two. */
  private static final int ESCAPE_LENGTH = 4;

  private LabelText() {}

  /** The value of a label; empty for null, which to Prometheus is the same as no label. */
  static String of(String text) {
    if (text == null) {
      return "";
    }
    boolean isLong = text.length() > MAX_BYTES;
    String printable = Printable.of(isLong ? text.substring(0, MAX_BYTES + 1) : text);
    return bytes(printable) <= MAX_BYTES ? printable : cut(printable);
  }

  private static String cut(String printable) {
    int room = MAX_BYTES - bytes(ELLIPSIS);
    int end = 0;
    while (true) {
      int next = end + lengthAt(printable, end);
      room -= bytes(printable.substring(end, next));
      if (room < 0) {
        return printable.substring(0, end) + ELLIPSIS;
      }
      end = next;
    }
  }

  private static int lengthAt(String printable, int index) {
    return printable.charAt(index) == '\\'
        ? ESCAPE_LENGTH
        : Character.charCount(printable.codePointAt(index));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
