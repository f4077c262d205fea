package io.driftwatch.linux;

import jnr.ffi.annotations.In;

/**
 * The C library's calls that neither the JDK nor jnr-posix has. Pointers are plain addresses into
 * {@link Scratch}, so that a walk of millions of files makes no garbage here.
 */
public interface LibC {

  int openat(int directory, long path, int flags, int mode);

  int close(int fd);

  long lseek(int fd, long offset, int from);

  int statx(int directory, long path, int flags, int mask, long result);

  long readlinkat(int directory, long path, long result, long size);

  long llistxattr(long path, long result, long size);

  long lgetxattr(long path, long name, long result, long size);

  /** Of what a link of the kernel's own leads to, be it a symbolic link. */
  long listxattr(long path, long result, long size);

  long getxattr(long path, long name, long result, long size);

  /** Leaves the file's handle in the result, and which mount it is on in the second one. */
  int name_to_handle_at(int directory, long path, long handle, long mount, int flags);

  long pread(int fd, long result, long size, long offset);

  /** Returns the error instead of leaving it in errno. */
  int posix_fadvise(int fd, long offset, long length, int advice);

  int getpagesize();

  /** Leaves seconds and nanoseconds in the result. */
  int clock_gettime(int clock, long result);

  /** Of the calling thread alone for 0, unlike what POSIX says. */
  int setpriority(int which, int who, int nice);

  int memcmp(long one, long other, long size);

  /** For calls without a wrapper in every C library; see {@link SystemCall}. */
  long syscall(
      long number, long first, long second, long third, long fourth, long fifth, long sixth);

  int isatty(int fd);

  int unshare(int flags);

  /** Strings end with a NUL. */
  int mount(@In byte[] source, @In byte[] target, @In byte[] type, long flags, @In byte[] data);

  int umount2(@In byte[] target, int flags);
}
