package io.driftwatch.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Does to a tree, at random but the same for a seed, whatever a container may do to its own. */
public final class RandomWork implements TestOverlay.Work {

  private static final List<String> NAMES =
      List.of(
          "a", "b", "c", "d", "bin", "etc", "x y", "caf\u00e9", "new\nline", "b\\s", ".wh.a", "-n");

  private static final int MAX_DEPTH = 5;

  private final Random random;
  private final int steps;
  private final List<Step> kinds =
      List.of(
          this::create,
          this::create,
          this::makeDirectory,
          this::makeDirectory,
          this::append,
          this::flipByte,
          this::truncate,
          this::rewrite,
          this::openForWrite,
          this::touch,
          this::remove,
          this::remakeDirectory,
          this::rename,
          this::chmod,
          this::chown,
          this::link,
          this::symlink,
          this::special,
          this::setAttribute,
          this::changeType);

  /**
   * Work of a seed.
   *
   * @param seed which work
   * @param steps how much of it
   */
  public RandomWork(long seed, int steps) {
    this.random = new Random(seed);
    this.steps = steps;
  }

  @FunctionalInterface
  private interface Step {
    void at(Path root) throws IOException;
  }

  @Override
  public void in(Path root) throws IOException {
    for (int i = 0; i < steps; i++) {
      try {
        kinds.get(random.nextInt(kinds.size())).at(root);
      } catch (FileSystemException | UnsupportedOperationException impossible) {
        // A name that is taken, a rename across layers: the next step is as good.
      }
    }
  }

  /** Never through a name that is there: it may be a FIFO, or a link out of the tree. */
  private void create(Path root) throws IOException {
    Files.write(newPath(root), bytes(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void makeDirectory(Path root) throws IOException {
    Files.createDirectory(newPath(root));
  }

  private void append(Path root) throws IOException {
    Files.write(anyFile(root), bytes(), StandardOpenOption.APPEND);
  }

  /** The same size and the same times: only the content tells. */
  private void flipByte(Path root) throws IOException {
    Path file = anyFile(root);
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] content = Files.readAllBytes(file);
    if (content.length > 0) {
      content[random.nextInt(content.length)] ^= 1;
      Files.write(file, content);
      Files.setLastModifiedTime(file, modified);
    }
  }

  private void truncate(Path root) throws IOException {
    try (FileChannel file = FileChannel.open(anyFile(root), StandardOpenOption.WRITE)) {
      file.truncate(random.nextInt(3));
    }
  }

  private void rewrite(Path root) throws IOException {
    Path file = anyFile(root);
    Files.write(file, Files.readAllBytes(file));
  }

  private void openForWrite(Path root) throws IOException {
    FileChannel.open(anyFile(root), StandardOpenOption.WRITE).close();
  }

  private void touch(Path root) throws IOException {
    Files.setLastModifiedTime(anyFileOrDirectory(root), FileTime.fromMillis(random.nextInt()));
  }

  private void remove(Path root) throws IOException {
    removeTree(any(root));
  }

  private void remakeDirectory(Path root) throws IOException {
    Path directory = anyDirectory(root);
    removeTree(directory);
    Files.createDirectory(directory);
    Files.write(directory.resolve(name()), bytes());
  }

  private void rename(Path root) throws IOException {
    Files.move(any(root), newPath(root), StandardCopyOption.ATOMIC_MOVE);
  }

  private void chmod(Path root) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if (random.nextBoolean()) {
        permissions.add(permission);
      }
    }
    Files.setPosixFilePermissions(anyFileOrDirectory(root), permissions);
  }

  private void chown(Path root) throws IOException {
    String which = random.nextBoolean() ? "unix:uid" : "unix:gid";
    Files.setAttribute(any(root), which, random.nextInt(3), LinkOption.NOFOLLOW_LINKS);
  }

  private void link(Path root) throws IOException {
    Files.createLink(newPath(root), anyFile(root));
  }

  private void symlink(Path root) throws IOException {
    Files.createSymbolicLink(
        newPath(root), Path.of(random.nextBoolean() ? name() : "/nowhere/" + name()));
  }

  private void special(Path root) throws IOException {
    String path = newPath(root).toString();
    if (random.nextBoolean()) {
      Commands.attempt(new ProcessBuilder("mkfifo", path));
    } else {
      Commands.attempt(new ProcessBuilder("mknod", path, "c", "1", "" + random.nextInt(9)));
    }
  }

  private void setAttribute(Path root) throws IOException {
    Path file = anyFileOrDirectory(root);
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("k" + random.nextInt(2), ByteBuffer.wrap(bytes(random.nextInt(20))));
  }

  private void changeType(Path root) throws IOException {
    Path path = any(root);
    removeTree(path);
    switch (random.nextInt(3)) {
      case 0 -> Files.write(path, bytes());
      case 1 -> Files.createDirectory(path);
      default -> Files.createSymbolicLink(path, Path.of(name()));
    }
  }

  private static void removeTree(Path path) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  private Path newPath(Path root) throws IOException {
    List<Path> directories = new ArrayList<>(directories(root));
    directories.add(root);
    directories.removeIf(path -> path.getNameCount() - root.getNameCount() >= MAX_DEPTH);
    return pick(directories).resolve(name());
  }

  private Path any(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return pick(walk.filter(path -> !path.equals(root)).sorted().toList());
    }
  }

  private Path anyFile(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return pick(walk.filter(RandomWork::isFile).sorted().toList());
    }
  }

  private Path anyFileOrDirectory(Path root) throws IOException {
    return random.nextInt(3) == 0 ? anyDirectory(root) : anyFile(root);
  }

  private Path anyDirectory(Path root) throws IOException {
    return pick(directories(root));
  }

  private static List<Path> directories(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> !path.equals(root))
          .sorted()
          .toList();
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private Path pick(List<Path> paths) throws IOException {
    if (paths.isEmpty()) {
      throw new NoSuchFileException("nothing there as yet");
    }
    return paths.get(random.nextInt(paths.size()));
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private byte[] bytes() {
    return bytes(new int[] {0, 1, 100, 5_000, 300_000}[random.nextInt(5)]);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
