package io.driftwatch.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What can be done to the files of an image or of a container. Paths are as its processes see them.
 * Permissions are always given, lest the user's umask show.
 */
final class FileTree {

  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;
  private static final int PROGRAM_MODE = 0755;

  private final Path root;

  /**
   * @param root the host's path of the tree's root, which is there
   */
  FileTree(Path root) {
    this.root = root;
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  /** Makes a directory, and those above it that are missing. */
  void directory(String path) throws IOException {
    int parentLength = path.lastIndexOf('/');
    if (parentLength > 0 && Files.notExists(at(path).getParent())) {
      directory(path.substring(0, parentLength));
    }
    Files.createDirectory(at(path));
    mode(path, DIRECTORY_MODE);
  }

  /** Makes a file of these lines. */
  void file(String path, String... lines) throws IOException {
    Files.write(at(path), List.of(lines), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    mode(path, FILE_MODE);
  }

  /** Makes a program that runs on this machine. */
  void program(String path) throws IOException {
    byte[] program = ElfProgram.of(Machine.ofThis(), path);
    Files.write(at(path), program, StandardOpenOption.CREATE_NEW);
    mode(path, PROGRAM_MODE);
  }

  void link(String path, String target) throws IOException {
    Files.createSymbolicLink(at(path), Path.of(target));
  }

  void append(String path, String line) throws IOException {
    Files.write(at(path), List.of(line), StandardOpenOption.APPEND);
  }

  /** Puts one text for another of the same length, and the file's time back to what it was. */
  void replaceUnseen(String path, String text, String replacement) throws IOException {
    FileTime time = Files.getLastModifiedTime(at(path));
    Files.writeString(at(path), Files.readString(at(path)).replace(text, replacement));
    Files.setLastModifiedTime(at(path), time);
  }

  /** Writes what is there once more. */
  void rewrite(String path) throws IOException {
    Files.write(at(path), Files.readAllBytes(at(path)));
  }

  /** Sets a file's time to now, and nothing else. */
  void touch(String path) throws IOException {
    Files.setLastModifiedTime(at(path), FileTime.from(Instant.now()));
  }

  /**
   * Sets permissions.
   *
   * @param mode all twelve bits; the JDK's portable way knows nine
   */
  void mode(String path, int mode) throws IOException {
    Files.setAttribute(at(path), "unix:mode", mode);
  }

  void delete(String path) throws IOException {
    Files.delete(at(path));
  }

  /** Deletes a directory and all that is in it. */
  void deleteAll(String path) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(at(path))) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
