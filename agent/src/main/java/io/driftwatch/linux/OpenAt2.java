package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import jnr.constants.platform.linux.Errno;
import jnr.ffi.Pointer;

/**
 * Opens a path of the host as if a given directory were its root, links included, so that the same
 * path works on the host and where the host is mounted below a folder.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
final class OpenAt2 {

  private static final int RESOLVE_IN_ROOT = 0x10;
  private static final int HOW_BYTES = 24;

  /** EAGAIN means that something was renamed meanwhile, so that the kernel could not be sure. */
  private static final int TRIES = 16;

  private OpenAt2() {}

  static int inRoot(int root, FilePath path, int flags) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    Pointer how = scratch.result;
    for (int i = 1; ; i++) {
      how.putLong(0, flags);
      how.putLong(8, 0);
      how.putLong(16, RESOLVE_IN_ROOT);
      long pathAddress = scratch.path(path.bytes());
      long fd = Linux.C.syscall(Linux.CALL.openat2(), root, pathAddress, how.address(), HOW_BYTES);
      if (fd >= 0) {
        return (int) fd;
      }
      if (i == TRIES || Linux.errno() != Errno.EAGAIN) {
        throw Linux.failure("open " + path);
      }
    }
  }
}
