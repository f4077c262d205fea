package io.driftwatch.judge;

import io.driftwatch.file.FilePath;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names by which servers take a file for code that they run, whatever is in it: a page is a program
 * where it lies in a document root, and nobody but the server knows where that is.
 */
public final class CodeNames {

  static final CodeNames NONE = new CodeNames(Set.of());

  /** What distributions have in {@code /etc/skel}, of which homes are made. */
  private static final Set<FilePath> SHELL_START =
      Set.of(
          FilePath.of(".bashrc"),
          FilePath.of(".bash_profile"),
          FilePath.of(".bash_logout"),
          FilePath.of(".profile"),
          FilePath.of(".kshrc"),
          FilePath.of(".mkshrc"),
          FilePath.of(".zshrc"),
          FilePath.of(".zprofile"));

  private static final Pattern ENDING = Pattern.compile("\\.[a-z0-9_-]{1,15}");
  private static final int MAX_LENGTH = 16;

  private final Set<String> endings;

  private CodeNames(Set<String> endings) {
    this.endings = endings;
  }

  /**
   * Names with these endings.
   *
   * @param endings each from its dot on, in small letters
   */
  static CodeNames of(Iterable<String> endings) {
    Set<String> all = new HashSet<>();
    endings.forEach(ending -> all.add(requireEnding(ending)));
    return new CodeNames(all);
  }

  /** The endings, sorted. */
  List<String> endings() {
    return endings.stream().sorted().toList();
  }

  /** These names and more. */
  CodeNames and(Iterable<String> more) {
    Set<String> all = new HashSet<>(endings);
    more.forEach(ending -> all.add(requireEnding(ending)));
    return new CodeNames(all);
  }

  /**
   * Checks the ending of a name.
   *
   * @throws IllegalArgumentException when it is no dot and up to 15 small letters, digits, hyphens
   *     or underscores
   */
  public static String requireEnding(String ending) {
    if (!ENDING.matcher(ending).matches()) {
      throw new IllegalArgumentException(
          "no ending of a name in small letters, such as .php: " + ending);
    }
    return ending;
  }

  /**
   * Whether the last name of a path is one of them. Some servers take capital letters for small
   * ones.
   */
  public boolean matches(FilePath path) {
    int length = path.length();
    for (int i = length - 1; i >= 0 && i >= length - MAX_LENGTH; i--) {
      if (path.at(i) == '/') {
        return false;
      }
      if (path.at(i) == '.') {
        return endings.contains(text(path, i));
      }
    }
    return false;
  }

  /**
   * Whether it matters if a file with the last name of a path is a copy of the image's: code, or
   * what shells run in a home.
   */
  public boolean matchesOrStartsShells(FilePath path) {
    return matches(path) || SHELL_START.contains(path.name());
  }

  private static String text(FilePath path, int start) {
    StringBuilder text = new StringBuilder(MAX_LENGTH);
    for (int i = start; i < path.length(); i++) {
      text.append((char) (path.at(i) & 0xff));
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodeNames that && endings.equals(that.endings);
  }

  @Override
  public int hashCode() {
    return endings.hashCode();
  }

  @Override
  public String toString() {
    return endings.toString();
  }
}
