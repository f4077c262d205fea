package io.driftwatch.advise;

import io.driftwatch.file.FilePath;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of a pod's volumes or containers, made of paths.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1123">RFC 1123, whose labels they are</a>
 */
final class UniqueNames {

  private static final int MAX_LENGTH = 63;

  /** Room for a number that makes it unique. */
  private static final int MAX_BASE = MAX_LENGTH - 5;

  private static final String NAMELESS = "volume";

  private final Set<String> taken;

  /**
   * @param taken names that there are already
   */
  UniqueNames(Set<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** A name that nothing has as yet: {@code usr-local-apache2-logs}. */
  String of(String prefix, FilePath path) {
    String base = label(prefix + path);
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  private static String label(String text) {
    String label = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String start = label.substring(label.startsWith("-") ? 1 : 0);
    String end = start.substring(0, Math.min(start.length(), MAX_BASE));
    String stripped = end.endsWith("-") ? end.substring(0, end.length() - 1) : end;
    return stripped.isEmpty() ? NAMELESS : stripped;
  }
}
