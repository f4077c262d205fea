package io.driftwatch.file;

import java.util.Locale;
import java.util.Optional;

/**
 * The type of a file, as {@code S_IFMT} of its mode says.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a>
 */
public enum FileType {
  FILE(0100000),
  DIRECTORY(0040000),
  SYMLINK(0120000),
  FIFO(0010000),
  SOCKET(0140000),
  CHAR(0020000),
  BLOCK(0060000);

  /** Each status that is read is asked for its type, and values() makes an array each time. */
  private static final FileType[] ALL = values();

  private static final int FORMAT_MASK = 0170000;

  private final int format;

  FileType(int format) {
    this.format = format;
  }

  /** The type as JSON has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The type that a mode's format bits name; none for what has a descriptor and is no file, such as
   * what io_setup(2) and io_uring_setup(2) make.
   *
   * @param mode {@code st_mode}, format and permission bits
   */
  public static Optional<FileType> ofMode(int mode) {
    for (FileType type : ALL) {
      if (type.format == (mode & FORMAT_MASK)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
