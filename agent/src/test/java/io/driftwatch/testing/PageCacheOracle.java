package io.driftwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page cache of a file, seen and set from outside: by Python and mincore(2). */
public final class PageCacheOracle {

  private static final String PROGRAM =
      """
      import ctypes, os, sys
      path, what = sys.argv[1], sys.argv[2]
      fd = os.open(path, os.O_RDONLY)
      size, page = os.fstat(fd).st_size, os.sysconf("SC_PAGESIZE")
      pages = -(-size // page)
      if what == "cool":
          os.fsync(fd)
          os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
      elif what == "warm":
          os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
          for number in map(int, sys.argv[3].split(",")):
              os.pread(fd, page, number * page)
      else:
          c = ctypes.CDLL(None, use_errno=True)
          c.mmap.restype = ctypes.c_void_p
          c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
          address = c.mmap(None, size, 1, 1, fd, 0)
          there = (ctypes.c_ubyte * pages)()
          if c.mincore(ctypes.c_void_p(address), ctypes.c_size_t(size), there) != 0:
              sys.exit("mincore")
          print(",".join(str(i) for i in range(pages) if there[i] & 1))
      """;

  private final Path file;

  private PageCacheOracle(Path file) {
    this.file = file;
  }

  /** Needs a file system whose files are not in the page cache alone. */
  public static PageCacheOracle of(Path file) throws IOException {
    RealParts.command("python3");
    String type = Files.getFileStore(file).type();
    RealParts.need(
        "files on a disk",
        List.of("ext4", "xfs", "btrfs").contains(type),
        "java.io.tmpdir is on " + type);
    return new PageCacheOracle(file);
  }

  /** Takes all of the file out of the cache, written back first. */
  public void cool() throws IOException {
    ask("cool", "");
  }

  /** Brings pages into the cache, and no others. */
  public void warm(List<Integer> pages) throws IOException {
    ask("warm", String.join(",", pages.stream().map(String::valueOf).toList()));
  }

  /** The numbers of the pages that are in the cache. */
  public List<Integer> pages() throws IOException {
    String said = ask("show", "").strip();
    return said.isEmpty()
        ? List.of()
        : List.of(said.split(",")).stream().map(Integer::valueOf).toList();
  }

  private String ask(String what, String pages) throws IOException {
    return Commands.run("python3", "-c", PROGRAM, file.toString(), what, pages);
  }
}
