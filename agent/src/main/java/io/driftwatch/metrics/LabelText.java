package io.driftwatch.metrics;

import io.driftwatch.file.Printable;

/** Text from outside as the value of a label: printable, and of a bounded length. */
final class LabelText {

  /** As many as a Kubernetes name can have, and a few. */
  static final int MAX_BYTES = 256;

  private LabelText() {}

  /** The value of a label; empty for null, which to Prometheus is the same as no label. */
  static String of(String text) {
    if (text == null) {
      return "";
    }
    // A character takes a byte at least: of what is longer, the end is cut anyway.
    String start = text.length() > MAX_BYTES ? text.substring(0, MAX_BYTES + 1) : text;
    return Printable.cutToBytes(Printable.of(start), MAX_BYTES);
  }
}
