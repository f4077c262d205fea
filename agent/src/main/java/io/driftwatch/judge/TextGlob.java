package io.driftwatch.judge;

import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;

/**
 * A pattern over the bytes of a name that is no path, such as a namespace or an image reference:
 * {@code *} is any text and {@code ?} any byte, a slash among them. It matches whole names, in a
 * time that grows with the name's length and no faster.
 */
public final class TextGlob {

  private static final int MAX_LENGTH = 1_024;

  private final String pattern;
  private final Wildcards wildcards;

  private TextGlob(String pattern, byte[] bytes) {
    this.pattern = pattern;
    this.wildcards = new Wildcards(bytes, true);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is empty, or has more than 1,024 bytes
   */
  public static TextGlob of(String pattern) {
    byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a pattern has 1 to 1,024 bytes");
    }
    return new TextGlob(pattern, bytes);
  }

  /** Whether the whole text fits; what is not known, null, fits nothing. */
  public boolean matches(String text) {
    return text != null && wildcards.matches(FilePath.of(text));
  }

  /** Whether it names nothing, having no letter and no digit. */
  boolean isVague() {
    return pattern.codePoints().noneMatch(Character::isLetterOrDigit);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextGlob that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
