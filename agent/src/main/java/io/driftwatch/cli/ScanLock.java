package io.driftwatch.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * One scan at a time, by the lock of a file. The kernel drops it with the process, however that
 * ends; the file stays.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl_locking.2.html">fcntl_locking(2)</a>
 */
final class ScanLock {

  /** Also for reading: to open a FIFO for writing alone would wait for a reader. */
  private static final Set<OpenOption> NO_LINK =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private ScanLock() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Task {

    /** Does it, and says how it went. */
    ExitStatus run() throws IOException;
  }

  /**
   * Does something with the lock of a file, and waits for nobody.
   *
   * @param path created when it is not there, and refused when it is a link
   * @throws UserException when another scan has the lock, or the file cannot be used
   */
  static ExitStatus holding(Path path, Task work) throws IOException {
    try (FileChannel file = open(path)) {
      if (file.tryLock() == null) {
        throw UserException.usage(
            "another scan is running on this node; try again when it has ended");
      }
      return work.run();
    }
  }

  private static FileChannel open(Path path) {
    try {
      return FileChannel.open(path, NO_LINK, OWNER_ONLY);
    } catch (IOException e) {
      throw UserException.usage("cannot use --lock " + path + ": " + why(path, e));
    }
  }

  /** Some of the JDK's exceptions say no more than the path. */
  private static String why(Path path, IOException e) {
    if (Files.isSymbolicLink(path)) {
      return "it is a link";
    }
    if (e instanceof NoSuchFileException) {
      return "its folder is not there";
    }
    String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return reason == null ? "access is denied" : reason;
  }
}
