package io.driftwatch.export;

import io.driftwatch.compare.Side;
import io.driftwatch.file.FileCapability;
import io.driftwatch.file.FileStat;

/** Words for what one side of a path is. */
final class SideText {

  /** Columns that a link's target or a set of capabilities may take. */
  private static final int MAX_COLUMNS = 96;

  private SideText() {}

  /** The permissions as chmod(1) takes them. */
  static String mode(FileStat stat) {
    return "%04o".formatted(stat.permissions());
  }

  static String type(Side side) {
    FileStat stat = side.stat();
    return switch (stat.type()) {
      case FILE -> "file";
      case DIRECTORY -> "directory";
      case SYMLINK -> "-> " + target(side);
      case FIFO -> "fifo";
      case SOCKET -> "socket";
      case CHAR -> "char device " + stat.rdev();
      case BLOCK -> "block device " + stat.rdev();
    };
  }

  static String target(Side side) {
    return side.target().map(target -> Wrapping.shortened(target, MAX_COLUMNS)).orElse("?");
  }

  static String capability(Side side) {
    return side.attributes()
        .capability()
        .map(FileCapability::toString)
        .map(text -> Wrapping.shortened(text, MAX_COLUMNS, text.length()))
        .orElse("none");
  }
}
