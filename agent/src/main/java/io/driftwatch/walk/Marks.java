package io.driftwatch.walk;

import io.driftwatch.file.FilePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an overlay has written down at a file in its own extended attributes.
 *
 * @param opaque of a directory: whether it hides what the layers below have at its path
 * @param holdsWhiteouts of a directory: whether attributes make whiteouts of files in it
 * @param whiteout of an empty file: whether it is a whiteout, if its directory holds any
 * @param metacopy of a file: whether its content was left in a layer below
 * @param redirect where in the layers below the rest is; a name in the same directory, or an
 *     absolute path in them
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, "whiteouts and
 *     opaque directories", "redirect_dir", "metadata only copy up"</a>
 */
record Marks(
    boolean opaque,
    boolean holdsWhiteouts,
    boolean whiteout,
    boolean metacopy,
    Optional<FilePath> redirect) {

  static final Marks NONE = new Marks(false, false, false, false, Optional.empty());

  /** All that say anything. */
  static final List<String> NAMES = List.of("opaque", "redirect", "metacopy", "whiteout");

  private static final String TRUSTED = "trusted.overlay.";
  private static final String USER = "user.overlay.";
  private static final String OPAQUE = "opaque";
  private static final String WHITEOUT = "whiteout";
  private static final String METACOPY = "metacopy";
  private static final String REDIRECT = "redirect";

  /**
   * The beginning of the marks' names, which the mount decides; the other one is an ordinary
   * attribute that anyone may have set.
   */
  static String prefix(boolean userXattr) {
    return userXattr ? USER : TRUSTED;
  }

  /**
   * Whether an attribute's value says something; others are marked by being there, or are noise.
   */
  static boolean hasValue(String mark) {
    return mark.equals(OPAQUE) || mark.equals(REDIRECT);
  }

  /**
   * Reads the marks.
   *
   * @param marks by name without the prefix; the value where {@link #hasValue} says that it counts
   */
  static Marks of(Map<String, byte[]> marks) {
    boolean known =
        marks.keySet().stream()
            .anyMatch(m -> hasValue(m) || m.equals(WHITEOUT) || m.equals(METACOPY));
    if (!known) {
      return NONE;
    }
    byte[] opaque = marks.getOrDefault(OPAQUE, new byte[0]);
    return new Marks(
        opaque.length == 1 && opaque[0] == 'y',
        opaque.length == 1 && opaque[0] == 'x',
        marks.containsKey(WHITEOUT),
        marks.containsKey(METACOPY),
        Optional.ofNullable(marks.get(REDIRECT)).map(FilePath::of));
  }

  long weight() {
    return redirect.map(path -> 64L + path.length()).orElse(0L);
  }
}
