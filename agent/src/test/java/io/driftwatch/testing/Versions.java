package io.driftwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What versions of driftwatch wrote: a folder for each that changed it, see {@code README.md} of
 * {@code src-test-fixtures/versions}.
 */
public final class Versions {

  private static final Path FOLDER = Path.of("..", "src-test-fixtures", "versions");

  private Versions() {}

  /** The folders, oldest first. */
  public static List<Path> all() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders
          .filter(Files::isDirectory)
          .sorted(Comparator.comparingInt(folder -> Integer.parseInt("" + folder.getFileName())))
          .toList();
    }
  }

  /** That of this version. */
  public static Path latest() throws IOException {
    List<Path> all = all();
    return all.get(all.size() - 1);
  }
}
