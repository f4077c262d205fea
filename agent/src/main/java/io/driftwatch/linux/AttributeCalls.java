package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;

/** The calls that read extended attributes by a name in an open directory. */
sealed interface AttributeCalls {

  /** Leaves the names in the result, each with a NUL behind it; their length, or -1. */
  long list(int directory, byte[] name, Scratch scratch) throws CannotLookException;

  /** Leaves a value in the result; its length, or -1. */
  long get(int directory, byte[] name, String attribute, Scratch scratch)
      throws CannotLookException;

  /** The best that the kernel has, and that a seccomp profile lets through. */
  static AttributeCalls ofThisKernel() {
    AttributeCalls at = new ByDirectory();
    try {
      return at.list(ByDirectory.AT_FDCWD, new byte[] {'/'}, Scratch.ofThread()) >= 0
          ? at
          : new ByProc();
    } catch (CannotLookException e) {
      return new ByProc();
    }
  }

  /** By calls of Linux 6.13 and later. */
  final class ByDirectory implements AttributeCalls {

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;

    /** {@code struct xattr_args} of linux/xattr.h: where to, how much, no flags. */
    private static final int ARGUMENTS_BYTES = 16;

    private static final int SIZE = 8;
    private static final int FLAGS = 12;

    @Override
    public long list(int directory, byte[] name, Scratch scratch) throws CannotLookException {
      return Linux.C.syscall(
          SystemCall.LISTXATTRAT,
          directory,
          scratch.path(name),
          AT_SYMLINK_NOFOLLOW,
          scratch.resultAddress(),
          Scratch.RESULT_BYTES,
          0);
    }

    @Override
    public long get(int directory, byte[] name, String attribute, Scratch scratch)
        throws CannotLookException {
      scratch.arguments.putLong(0, scratch.resultAddress());
      scratch.arguments.putInt(SIZE, Scratch.RESULT_BYTES);
      scratch.arguments.putInt(FLAGS, 0);
      return Linux.C.syscall(
          SystemCall.GETXATTRAT,
          directory,
          scratch.path(name),
          AT_SYMLINK_NOFOLLOW,
          scratch.name(attribute),
          scratch.arguments.address(),
          ARGUMENTS_BYTES);
    }
  }

  /** By a path through /proc/self/fd, which still is one name relative to the directory. */
  final class ByProc implements AttributeCalls {

    @Override
    public long list(int directory, byte[] name, Scratch scratch) throws CannotLookException {
      return Linux.C.llistxattr(
          path(directory, name, scratch), scratch.resultAddress(), Scratch.RESULT_BYTES);
    }

    @Override
    public long get(int directory, byte[] name, String attribute, Scratch scratch)
        throws CannotLookException {
      return Linux.C.lgetxattr(
          path(directory, name, scratch),
          scratch.name(attribute),
          scratch.resultAddress(),
          Scratch.RESULT_BYTES);
    }

    private static long path(int directory, byte[] name, Scratch scratch)
        throws CannotLookException {
      return scratch.path(FilePath.of("/proc/self/fd/" + directory).resolve(name).bytes());
    }
  }
}
