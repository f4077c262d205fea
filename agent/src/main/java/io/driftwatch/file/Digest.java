package io.driftwatch.file;

import java.util.regex.Pattern;

/**
 * The SHA-256 of a file's content.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    if (!SHA256.matcher(hex).matches()) {
      throw new IllegalArgumentException("no SHA-256 in hexadecimal: " + Printable.of(hex));
    }
  }

  /** The first 12 digits, enough for people to tell two files apart. */
  public String abbreviated() {
    return hex.substring(0, 12);
  }
}
