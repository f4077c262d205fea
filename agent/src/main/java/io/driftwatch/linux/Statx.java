package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * Reads {@code struct statx}, whose layout is the same on every 64-bit machine.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
final class Statx {

  static final int BASIC_STATS = 0x7ff;
  static final int BIRTH_TIME = 0x800;

  private static final int PERMISSIONS = 07777;
  private static final int MASK = 0;
  private static final int NLINK = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int BLOCKS = 48;
  private static final int BTIME = 80;
  private static final int CTIME = 96;
  private static final int MTIME = 112;
  private static final int RDEV = 128;
  private static final int DEVICE = 136;

  private Statx() {}

  static FileStat read(Pointer statx) throws CannotLookException {
    int mode = Short.toUnsignedInt(statx.getShort(MODE));
    Optional<FileType> type = FileType.ofMode(mode);
    if (type.isEmpty()) {
      throw new CannotLookException(
          Reason.IO_ERROR, "no file type in mode 0" + Integer.toOctalString(mode));
    }
    return new FileStat(
        type.get(),
        mode & PERMISSIONS,
        Integer.toUnsignedLong(statx.getInt(UID)),
        Integer.toUnsignedLong(statx.getInt(GID)),
        statx.getLong(SIZE),
        statx.getLong(BLOCKS),
        statx.getInt(NLINK),
        device(statx, DEVICE),
        statx.getLong(INODE),
        device(statx, RDEV),
        time(statx, MTIME),
        changed(statx));
  }

  /** The ctime, which also what is no file has. */
  static FileTime changed(Pointer statx) {
    return time(statx, CTIME);
  }

  /** When the file was made, where its file system notes that. */
  static Optional<FileTime> readBirth(Pointer statx) {
    boolean known = (statx.getInt(MASK) & BIRTH_TIME) != 0;
    return known ? Optional.of(time(statx, BTIME)) : Optional.empty();
  }

  private static DeviceNumber device(Pointer statx, int offset) {
    int major = statx.getInt(offset);
    int minor = statx.getInt(offset + 4);
    return major == 0 && minor == 0 ? DeviceNumber.NONE : new DeviceNumber(major, minor);
  }

  private static FileTime time(Pointer statx, int offset) {
    return new FileTime(statx.getLong(offset), statx.getInt(offset + 8));
  }
}
