package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.linux.Directory;
import java.util.Arrays;

/**
 * How an overlay writes down what it hides. The marks' prefix is what the mount says; the other one
 * is an ordinary attribute that anyone may have set.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, "whiteouts and
 *     opaque directories"</a>
 */
final class Marks {

  private static final byte[] SELF = {'.'};
  private static final byte[] YES = {'y'};
  private static final byte[] HOLDS_ATTRIBUTE_WHITEOUTS = {'x'};

  private final String prefix;

  Marks(boolean userXattr) {
    this.prefix = userXattr ? "user.overlay." : "trusted.overlay.";
  }

  /** Whether an entry of a layer says that there is nothing at its name. */
  boolean isWhiteout(Directory directory, byte[] name, FileStat stat) throws CannotLookException {
    if (stat.type() == FileType.CHAR) {
      return stat.rdev().equals(DeviceNumber.NONE);
    }
    return stat.isRegularFile()
        && stat.size() == 0
        && directory.attribute(name, prefix + "whiteout").isPresent()
        && hasOpaque(directory, SELF, HOLDS_ATTRIBUTE_WHITEOUTS);
  }

  /** Whether a directory hides what the layers below have at its path. */
  boolean isOpaque(Directory directory, byte[] name) throws CannotLookException {
    return hasOpaque(directory, name, YES);
  }

  private boolean hasOpaque(Directory directory, byte[] name, byte[] value)
      throws CannotLookException {
    return directory
        .attribute(name, prefix + "opaque")
        .filter(actual -> Arrays.equals(actual, value))
        .isPresent();
  }

  /** Whether what the entry shows is elsewhere: content left in a layer, or another name there. */
  boolean isIndirect(Directory directory, byte[] name, FileStat stat) throws CannotLookException {
    return switch (stat.type()) {
      case FILE -> directory.attribute(name, prefix + "metacopy").isPresent();
      case DIRECTORY -> directory.attribute(name, prefix + "redirect").isPresent();
      default -> false;
    };
  }

  /** Whether an attribute is the overlay's own, not the file's. */
  boolean isMark(String attribute) {
    return attribute.startsWith(prefix);
  }
}
