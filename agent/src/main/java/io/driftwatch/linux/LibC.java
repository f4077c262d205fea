package io.driftwatch.linux;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * The C library's calls that neither the JDK nor jnr-posix has. Pointers are plain addresses into
 * {@link Scratch}, so that a walk of millions of files makes no garbage here.
 */
public interface LibC {

  int openat(int directory, long path, int flags, int mode);

  int statx(int directory, long path, int flags, int mask, long result);

  long readlinkat(int directory, long path, long result, long size);

  long llistxattr(long path, long result, long size);

  long lgetxattr(long path, long name, long result, long size);

  long pread(int fd, ByteBuffer result, long size, long offset);

  /** For calls without a wrapper in every C library; see {@link SystemCall}. */
  long syscall(long number, long first, long second, long third, long fourth);

  int unshare(int flags);

  int mount(Pointer source, Pointer target, Pointer type, long flags, Pointer data);
}
