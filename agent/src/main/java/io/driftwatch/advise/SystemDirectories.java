package io.driftwatch.advise;

import io.driftwatch.file.FilePath;
import java.util.Set;
import java.util.TreeSet;

/**
 * Directories that are the system's own, by the Filesystem Hierarchy Standard: to make them
 * writable volumes would give up what a read-only root is for.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html">FHS 3.0</a>
 */
final class SystemDirectories {

  /** Never mounts, but what the image has below them may be. */
  private static final Set<FilePath> THEMSELVES =
      paths("/", "/etc", "/usr", "/usr/local", "/usr/share");

  /** Is for what is written, and so may be a mount where the image has nothing in it. */
  private static final FilePath VAR = FilePath.of("/var");

  /** Never mounts, and nothing below them is copied to a volume either. */
  private static final Set<FilePath> WITH_ALL_BELOW =
      paths(
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/usr/bin",
          "/usr/sbin",
          "/usr/lib",
          "/usr/lib32",
          "/usr/lib64",
          "/usr/libx32",
          "/usr/libexec",
          "/usr/local/bin",
          "/usr/local/sbin",
          "/usr/local/lib",
          "/usr/local/lib64",
          "/usr/local/libexec",
          "/boot",
          "/dev",
          "/proc",
          "/sys");

  private SystemDirectories() {}

  /** Whether a directory may not be a mount. */
  static boolean has(FilePath directory) {
    return THEMSELVES.contains(directory) || WITH_ALL_BELOW.contains(directory);
  }

  /** Whether a directory's files may not be copied to a volume. */
  static boolean keeps(FilePath directory) {
    return directory.equals(VAR)
        || THEMSELVES.contains(directory)
        || WITH_ALL_BELOW.stream().anyMatch(directory::startsWith);
  }

  private static Set<FilePath> paths(String... paths) {
    Set<FilePath> set = new TreeSet<>();
    for (String path : paths) {
      set.add(FilePath.of(path));
    }
    return set;
  }
}
