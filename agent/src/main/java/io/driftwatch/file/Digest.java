package io.driftwatch.file;

/**
 * The SHA-256 of a file's content.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

  private static final int DIGITS = 64;

  public Digest {
    if (hex.length() != DIGITS || !hex.chars().allMatch(Digest::isDigit)) {
      throw new IllegalArgumentException("no SHA-256 in hexadecimal: " + Printable.of(hex));
    }
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** The first 12 digits, enough for people to tell two files apart. */
  public String abbreviated() {
    return hex.substring(0, 12);
  }
}
