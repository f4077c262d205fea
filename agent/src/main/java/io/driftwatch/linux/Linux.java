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
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** The loaded C library, and what its error numbers mean to us. */
final class Linux {

  static final POSIX LIBRARY = nativePosix();
  static final LibC C = LibraryLoader.create(LibC.class).load("c");
  static final Runtime RUNTIME = Runtime.getRuntime(C);
  static final SystemCall CALL = SystemCall.ofThisMachine();

  private static final Map<Integer, Errno> ERRNOS =
      Arrays.stream(Errno.values())
          .collect(toMap(Errno::intValue, Function.identity(), (a, b) -> a));

  private Linux() {}

  /** jnr-posix falls back to pure Java in silence when native access is refused. */
  private static POSIX nativePosix() {
    POSIX posix = POSIXFactory.getNativePOSIX();
    if (!posix.isNative() || !System.getProperty("os.name").equals("Linux")) {
      throw new UnsupportedOperationException(
          "driftwatch needs Linux and native access; start java with"
              + " --enable-native-access=ALL-UNNAMED");
    }
    return posix;
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
      case EACCES, EPERM -> Reason.ACCESS_DENIED;
      default -> Reason.IO_ERROR;
    };
  }
}
