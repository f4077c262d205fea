package io.driftwatch.locate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Text that a kernel or a runtime once wrote; see README.md of src-test-fixtures. */
public final class Recording {

  private Recording() {}

  /**
   * A recording's bytes.
   *
   * @param name of its folder and file
   */
  public static byte[] bytes(String name) {
    try (InputStream in = Recording.class.getResourceAsStream("/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recording's text, one character a byte. */
  public static String text(String name) {
    return new String(bytes(name), StandardCharsets.ISO_8859_1);
  }
}
