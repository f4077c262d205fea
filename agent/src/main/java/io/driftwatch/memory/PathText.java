package io.driftwatch.memory;

import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;

/** Paths as text for JSON, one character a byte, so that none is lost. */
final class PathText {

  private PathText() {}

  static String of(FilePath path) {
    return new String(path.bytes(), StandardCharsets.ISO_8859_1);
  }

  static FilePath read(String text) {
    return FilePath.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
