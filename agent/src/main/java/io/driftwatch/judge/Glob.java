package io.driftwatch.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;

/**
 * A pattern over the bytes of a path: {@code *} and {@code ?} stop at a slash, {@code **} does not.
 * It matches whole paths.
 */
public final class Glob {

  private static final int NONE = -1;

  private final byte[] pattern;

  private Glob(byte[] pattern) {
    this.pattern = pattern;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it could never match an absolute path
   */
  @JsonCreator
  public static Glob of(String pattern) {
    if (!pattern.startsWith("/") && !pattern.startsWith("**")) {
      throw new IllegalArgumentException("a path pattern starts with / or **: " + pattern);
    }
    return new Glob(pattern.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether the whole path fits. On a mismatch the latest star takes one byte more; a single star
   * that met a slash gives way to the latest double star. Nothing before a double star needs trying
   * again, so the time is at most the product of the two lengths.
   */
  public boolean matches(FilePath path) {
    int p = 0;
    int s = 0;
    int star = NONE;
    int starTook = 0;
    int doubleStar = NONE;
    int doubleTook = 0;
    while (s < path.length()) {
      if (isDoubleStar(p)) {
        p += 2;
        doubleStar = p;
        doubleTook = s;
        star = NONE;
      } else if (p < pattern.length && pattern[p] == '*') {
        p++;
        star = p;
        starTook = s;
      } else if (p < pattern.length && matchesOne(pattern[p], path.at(s))) {
        p++;
        s++;
      } else if (star != NONE && path.at(starTook) != '/') {
        p = star;
        s = ++starTook;
      } else if (doubleStar != NONE) {
        p = doubleStar;
        s = ++doubleTook;
        star = NONE;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  private boolean isDoubleStar(int at) {
    return at + 1 < pattern.length && pattern[at] == '*' && pattern[at + 1] == '*';
  }

  private static boolean matchesOne(byte pattern, byte actual) {
    return pattern == actual || (pattern == '?' && actual != '/');
  }

  @Override
  public String toString() {
    return new String(pattern, StandardCharsets.UTF_8);
  }
}
