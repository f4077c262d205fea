package io.driftwatch.linux;

import static java.util.stream.Collectors.toMap;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import jnr.constants.platform.linux.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * The loaded C library, and what its error numbers mean to us. Loading jnr-posix' own binding of
 * the whole library takes a quarter of a second, half of a short scan; so the dozen calls that are
 * needed are bound here.
 */
final class Linux {

  static final LibC C = load();
  static final Runtime RUNTIME = Runtime.getRuntime(C);
  static final SystemCall CALL = SystemCall.ofThisMachine();

  private static final Map<Integer, Errno> ERRNOS =
      Arrays.stream(Errno.values())
          // One number has both names.
          .filter(errno -> errno != Errno.EWOULDBLOCK)
          .collect(toMap(Errno::intValue, Function.identity(), (a, b) -> a));

  private Linux() {}

  private static LibC load() {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new UnsupportedOperationException("driftwatch runs on Linux only");
    }
    try {
      LibC library = LibraryLoader.create(LibC.class).load("c");
      library.isatty(0);
      return library;
    } catch (LinkageError | RuntimeException e) {
      throw new UnsupportedOperationException(
          "driftwatch needs native access; start java with --enable-native-access=ALL-UNNAMED, and"
              + " with a java.io.tmpdir from which programs may be loaded: "
              + e,
          e);
    }
  }

  /** The error of the call that just returned -1. */
  static Errno errno() {
    return ERRNOS.getOrDefault(RUNTIME.getLastError(), Errno.EIO);
  }

  /** Why a path could not be looked at, by the call that just returned -1. */
  static CannotLookException failure(String call) {
    Errno errno = errno();
    return new CannotLookException(reason(errno), call + ": " + errno.toString());
  }

  private static Reason reason(Errno errno) {
    return switch (errno) {
      case ENOENT, ESRCH, ESTALE -> Reason.VANISHED;
      case ELOOP, ENOTDIR, ENXIO -> Reason.SWAPPED;
      // Somebody has a lease on the file (fcntl(2)) and was asked to give it up.
      case EAGAIN -> Reason.IN_FLUX;
      case EACCES, EPERM -> Reason.ACCESS_DENIED;
      default -> Reason.IO_ERROR;
    };
  }
}
