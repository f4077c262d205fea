package io.driftwatch.linux;

import jnr.constants.platform.linux.Errno;
import jnr.ffi.Pointer;

/**
 * Reads one open file so that the kernel's page cache holds of it afterwards what it held before:
 * pages that others brought in stay, those that came in for us go once they were used.
 *
 * <p>Which is which must be asked before anything is read. RWF_NOWAIT alone comes too late: current
 * kernels start to read in what it finds missing, all that was asked for, and then nobody can tell
 * the new pages from the old. So cachestat(2) is asked, page by page where some are there and some
 * are not. While everything is there, RWF_NOWAIT does without the extra call. It alone must do
 * before Linux 6.5, and where cachestat is refused: then a piece of a file that begins with a
 * missing page counts as missing, and any other stays; so does one that a quick disk had read in
 * before RWF_NOWAIT looked for it a second time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/posix_fadvise.2.html">posix_fadvise(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/preadv2.2.html">preadv2(2)</a>
 */
final class PageCache {

  private static final int RWF_NOWAIT = 8;
  private static final int FADVISE_RANDOM = 1;
  private static final int FADVISE_DONTNEED = 4;

  /** Second field of an iovec and of {@code struct cachestat_range}, each of two. */
  private static final int LENGTH = 8;

  /** Where {@code struct cachestat} goes, whose first field counts the pages that are there. */
  private static final int COUNTS = 16;

  private static final int PAGE_BYTES = Linux.C.getpagesize();

  private static volatile boolean kernelTellsCached = true;

  private final int fd;
  private final long size;

  private boolean tellsCached;

  /** Whether RWF_NOWAIT works on the file system. */
  private boolean tellsMissing = true;

  /** Whether the last piece was there in full, so that the next one probably is. */
  private boolean warm;

  private boolean readsAhead = true;

  /** Where the last piece begins of which pages came in; it may be read again, as the head is. */
  private long broughtFrom;

  /** Which of its pages, a bit each: a chunk is no more than 33 of the smallest. */
  private long brought;

  /**
   * For a file without pages of ours as yet.
   *
   * @param size bytes, as far as is known
   */
  PageCache(int fd, long size) {
    this(fd, size, kernelTellsCached);
  }

  /**
   * For a file, as on a kernel of choice.
   *
   * @param tellsCached whether to ask cachestat
   */
  PageCache(int fd, long size, boolean tellsCached) {
    this.fd = fd;
    this.size = size;
    this.tellsCached = tellsCached;
  }

  /** As pread(2), of no more than a chunk; but less only at the end of the file. */
  long read(long address, int length, long from) {
    // Behind the end as it was there is nothing, or what somebody has just put there.
    int expected = (int) Math.min(length, size - from);
    if (expected <= 0) {
      return Linux.C.pread(fd, address, length, from);
    }
    if (tellsCached && !warm) {
      return readAsCached(address, length, from, expected);
    }
    return tellsMissing
        ? readUnlessMissing(address, length, from, expected)
        : Linux.C.pread(fd, address, length, from);
  }

  private long readAsCached(long address, int length, long from, int expected) {
    long start = from - from % PAGE_BYTES;
    int pages = pages(start, from + expected);
    long cached = cached(start, pages);
    if (cached < 0) {
      tellsCached = false;
      return read(address, length, from);
    }
    warm = cached >= pages;
    if (warm) {
      return Linux.C.pread(fd, address, length, from);
    }
    long missing = cached == 0 ? all(pages) : missing(start, pages);
    stopReadingAhead();
    long read = Linux.C.pread(fd, address, length, from);
    bring(start, missing);
    return read;
  }

  private static int pages(long start, long end) {
    return (int) ((end - start + PAGE_BYTES - 1) / PAGE_BYTES);
  }

  private static long all(int pages) {
    return -1L >>> -pages;
  }

  /** How many pages are there of so many; -1 where that is not told. */
  private long cached(long start, int pages) {
    Pointer arguments = Scratch.ofThread().arguments;
    arguments.putLong(0, start);
    arguments.putLong(LENGTH, (long) pages * PAGE_BYTES);
    long range = arguments.address();
    if (Linux.C.syscall(SystemCall.CACHESTAT, fd, range, range + COUNTS, 0, 0, 0) < 0) {
      kernelTellsCached &= Linux.errno() != Errno.ENOSYS;
      return -1;
    }
    return arguments.getLong(COUNTS);
  }

  private long missing(long start, int pages) {
    long missing = 0;
    for (int page = 0; page < pages; page++) {
      if (cached(start + (long) page * PAGE_BYTES, 1) == 0) {
        missing |= 1L << page;
      }
    }
    return missing;
  }

  private long readUnlessMissing(long address, int length, long from, int expected) {
    stopReadingAhead();
    Pointer iovec = Scratch.ofThread().arguments;
    iovec.putLong(0, address);
    iovec.putLong(LENGTH, length);
    long read = Linux.C.syscall(Linux.CALL.preadv2(), fd, iovec.address(), 1, from, 0, RWF_NOWAIT);
    warm = read >= expected;
    if (warm) {
      return read;
    }
    boolean missing = read < 0 && Linux.errno() == Errno.EAGAIN;
    tellsMissing = read >= 0 || missing;
    int done = (int) Math.max(0, read);
    long rest = Linux.C.pread(fd, address + done, length - done, from + done);
    if (missing && rest > 0) {
      long start = from - from % PAGE_BYTES;
      bring(start, all(pages(start, from + rest)));
    }
    return rest < 0 ? rest : done + rest;
  }

  /** What is missing comes in, and nothing beyond. */
  private void stopReadingAhead() {
    if (readsAhead) {
      Linux.C.posix_fadvise(fd, 0, 0, FADVISE_RANDOM);
      readsAhead = false;
    }
  }

  /** Some pages came in, so that those before them have been used. */
  private void bring(long start, long pages) {
    drop();
    broughtFrom = start;
    brought = pages;
  }

  /** Gives back what came in and is still there; pages that are dirty or mapped by now stay. */
  void drop() {
    long at = broughtFrom;
    while (brought != 0) {
      int there = Long.numberOfTrailingZeros(brought);
      int run = Long.numberOfTrailingZeros(~(brought >>> there));
      at += (long) there * PAGE_BYTES;
      Linux.C.posix_fadvise(fd, at, (long) run * PAGE_BYTES, FADVISE_DONTNEED);
      at += (long) run * PAGE_BYTES;
      brought = there + run == Long.SIZE ? 0 : brought >>> (there + run);
    }
  }
}
