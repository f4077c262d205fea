package io.driftwatch.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A folder of the state directory: one small JSON file for each key. What was saved is there after
 * a power cut; what was deleted may be there again. What cannot be read is gone; that costs history
 * and nothing else. {@link StateJson} says how a record may grow.
 *
 * @param <T> what a file holds
 */
public final class StateFolder<T> {

  private static final System.Logger LOG = System.getLogger(StateFolder.class.getName());

  /** So many containers run on no node. */
  private static final int MAX_FILES = 4_096;

  /** A container's findings, with six characters of JSON for each byte of a path at worst. */
  private static final int MAX_BYTES = 16 << 20;

  private static final int NAME_BYTES = 16;
  private static final String SUFFIX = ".json";
  private static final String UNFINISHED = ".new";

  private final Path folder;
  private final StateJson<T> json;

  /**
   * A folder, which is made when something is to be saved.
   *
   * @param type a record of what JSON knows
   */
  public StateFolder(Path folder, Class<T> type) {
    this.folder = folder;
    this.json = new StateJson<>(type);
  }

  /** Everything that can be read; the rest is deleted. */
  public List<T> loadAll() {
    return all(StateFolder::discard);
  }

  /** Everything that can be read, while another process may save more. */
  public List<T> readAll() {
    return all(file -> {});
  }

  private List<T> all(Consumer<Path> rest) {
    List<T> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (all.size() >= MAX_FILES || !file.toString().endsWith(SUFFIX) || !load(file, all)) {
          rest.accept(file);
        }
      }
    } catch (NoSuchFileException none) {
      // Nothing was saved yet.
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(System.Logger.Level.WARNING, "state cannot be read: {0}", e.toString());
    }
    return all;
  }

  private boolean load(Path file, List<T> all) {
    try {
      requireSmallFile(file);
      all.add(Objects.requireNonNull(json.read(Files.readAllBytes(file)), "nothing in it"));
      return true;
    } catch (NoSuchFileException gone) {
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING, "state {0} is lost: {1}", file.getFileName(), firstLine(e));
      return false;
    }
  }

  /** To open a FIFO waits for who writes to it, which nobody may ever do. */
  private static void requireSmallFile(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile() || attributes.size() > MAX_BYTES) {
      throw new IOException(attributes.isRegularFile() ? "too large" : "no regular file");
    }
  }

  /** Where it cannot be deleted it stays, and is in nobody's way. */
  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING, "state {0} stays: {1}", file.getFileName(), e.toString());
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Saves something, so that not even a power cut undoes it, or leaves what there was.
   *
   * @throws IOException when it cannot be written
   */
  public void save(String key, T value) throws IOException {
    DurableFile.makeFolder(folder);
    Path file = file(key);
    DurableFile.replace(
        file, json.write(value), file.resolveSibling(file.getFileName() + UNFINISHED));
  }

  /**
   * Forgets something.
   *
   * @throws IOException when it cannot be deleted
   */
  public void delete(String key) throws IOException {
    Files.deleteIfExists(file(key));
  }

  /** Keys are ids that users may choose; no name of a file comes from them. */
  private Path file(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return folder.resolve(HexFormat.of().formatHex(digest, 0, NAME_BYTES) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
