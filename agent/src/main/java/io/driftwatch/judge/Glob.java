package io.driftwatch.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;

/**
 * A pattern over the bytes of a path: {@code *} and {@code ?} stop at a slash, {@code **} does not.
 * It matches whole paths, in a time that grows with the path's length and no faster.
 */
public final class Glob {

  private static final int MAX_LENGTH = 4_096;

  private final String pattern;
  private final Wildcards wildcards;

  /** What is before the first wildcard and after the last; by these most paths do not fit. */
  private final byte[] head;

  private final byte[] tail;

  private Glob(String pattern, byte[] bytes) {
    this.pattern = pattern;
    String[] plain = pattern.split("[*?]", -1);
    this.head = plain[0].getBytes(StandardCharsets.UTF_8);
    this.tail = plain[plain.length - 1].getBytes(StandardCharsets.UTF_8);
    this.wildcards = new Wildcards(bytes, false);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it could never match an absolute path, or has more than
   *     4,096 bytes
   */
  @JsonCreator
  public static Glob of(String pattern) {
    byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a path pattern has at most 4,096 bytes");
    }
    if (!pattern.startsWith("/") && !pattern.startsWith("**")) {
      throw new IllegalArgumentException("a path pattern starts with / or **: " + pattern);
    }
    return new Glob(pattern, bytes);
  }

  /** Whether the whole path fits. */
  public boolean matches(FilePath path) {
    return hasAt(path, 0, head)
        && hasAt(path, path.length() - tail.length, tail)
        && wildcards.matches(path);
  }

  private static boolean hasAt(FilePath path, int start, byte[] part) {
    if (start < 0 || start + part.length > path.length()) {
      return false;
    }
    for (int i = part.length - 1; i >= 0; i--) {
      if (path.at(start + i) != part[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether it names nothing: {@code /**}, {@code **}, {@code /}{@code *}{@code /?} and such. */
  boolean isVague() {
    return Wildcards.hasOnly(pattern, "/*?");
  }

  /** Whether its first name is written out, so that it can only match below one directory. */
  boolean hasPlainFirstName() {
    String first = pattern.split("/", 3).length < 2 ? "" : pattern.split("/", 3)[1];
    return pattern.startsWith("/")
        && !first.isEmpty()
        && first.indexOf('*') < 0
        && first.indexOf('?') < 0;
  }

  /** Whether it has no {@code **}, and its first name and its last are more than wildcards. */
  boolean namesItsPlace() {
    String first = pattern.substring(1).split("/", 2)[0];
    String last = pattern.substring(pattern.lastIndexOf('/') + 1);
    return !pattern.contains("**")
        && !Wildcards.hasOnly(first, "*?")
        && !Wildcards.hasOnly(last, "*?");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob that && pattern.equals(that.pattern);
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
