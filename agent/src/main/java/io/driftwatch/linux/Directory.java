package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import jnr.constants.platform.linux.Errno;
import jnr.ffi.Pointer;

/**
 * An open directory. Everything in it is reached by one name relative to its descriptor, and no
 * symbolic link is followed, so that whoever owns the tree can neither lead us elsewhere nor make a
 * path too long.
 */
public final class Directory implements AutoCloseable {

  /** The position before the first name. */
  public static final long START = 0;

  /**
   * The name of what is open itself, be it no directory; see {@link #hold}. To the kernel it is the
   * empty path, with AT_EMPTY_PATH.
   */
  public static final byte[] ITSELF = {};

  private static final int READ = Open.DIRECTORY | Open.NOFOLLOW | Open.CLOEXEC | Open.NONBLOCK;
  private static final int HOLD = Open.PATH | Open.DIRECTORY | Open.NOFOLLOW | Open.CLOEXEC;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_STATX_DONT_SYNC = 0x4000;
  private static final int SEEK_SET = 0;

  /** A position that no batch ends at. */
  private static final long UNKNOWN = -1;

  /** MAX_HANDLE_SZ of linux/exportfs.h. */
  private static final int MAX_HANDLE_BYTES = 128;

  private static final String MOUNT_ID = "mnt_id:";

  private static final byte[] PARENT = {'.', '.'};
  private static final byte[] SELF = {'.'};

  private static final AttributeCalls attributes = AttributeCalls.ofThisKernel();

  private final int fd;

  /** Where the kernel goes on listing, so that it need not be led there. */
  private long position = START;

  private Directory(int fd) {
    this.fd = fd;
  }

  /** Opens a directory of ours by its path, links followed. */
  static Directory open(FilePath path) throws CannotLookException {
    int flags = Open.DIRECTORY | Open.CLOEXEC;
    return new Directory(openAt(AT_FDCWD, path.bytes(), flags, path.toString()));
  }

  /** Opens a directory that lies in this one. */
  public Directory openDirectory(byte[] name) throws CannotLookException {
    byte[] path = isItself(name) ? SELF : name;
    return new Directory(openAt(fd, path, READ | Open.NOATIME, "open directory"));
  }

  /**
   * Holds what lies in this directory under a name now, whatever it is, without opening it: {@link
   * #ITSELF} is its name from then on, and it stays what it is wherever it is moved.
   */
  public Directory hold(byte[] name) throws CannotLookException {
    return new Directory(openAt(fd, name, Open.PATH | Open.NOFOLLOW | Open.CLOEXEC, "hold"));
  }

  /** Opens the directory that this one lies in. */
  public Directory openParent() throws CannotLookException {
    return openDirectory(PARENT);
  }

  /** Opens this directory once more. */
  public Directory reopen() throws CannotLookException {
    return openDirectory(SELF);
  }

  /** Opens the directory that a link of the kernel's own leads to, such as /proc/PID/cwd. */
  Directory openKernelLink(String name) throws CannotLookException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    return new Directory(openAt(fd, path, Open.DIRECTORY | Open.CLOEXEC, name));
  }

  /**
   * Opens a regular file of this directory for reading. What lies there is held first and opened
   * only when it is one: to open a device can start it, and to open a FIFO can wait for ever.
   *
   * @throws CannotLookException {@link Reason#SWAPPED} when it is no regular file
   */
  public RegularFile openFile(byte[] name) throws CannotLookException {
    if (isItself(name)) {
      return openHeldFile();
    }
    try (Directory held = hold(name)) {
      return held.openHeldFile();
    }
  }

  private RegularFile openHeldFile() throws CannotLookException {
    FileStat stat = stat();
    if (!stat.isRegularFile()) {
      throw new CannotLookException(Reason.SWAPPED, "no regular file");
    }
    int flags = Open.NONBLOCK | Open.NOCTTY | Open.CLOEXEC | Open.NOATIME;
    return new RegularFile(openAt(AT_FDCWD, kernelLink(), flags, "open"), stat);
  }

  private static boolean isItself(byte[] name) {
    return name.length == 0;
  }

  /** The link of the kernel's own that leads to what is open here. */
  private byte[] kernelLink() {
    return ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Opens a regular file of a directory in which nobody puts something else in its place, as in an
   * image's layer: in one call.
   *
   * @param stat what it is
   */
  public RegularFile openSettledFile(byte[] name, FileStat stat) throws CannotLookException {
    int flags = Open.NOFOLLOW | Open.NONBLOCK | Open.NOCTTY | Open.CLOEXEC | Open.NOATIME;
    return new RegularFile(openAt(fd, name, flags, "open"), stat);
  }

  /**
   * Everything in a regular file of this directory; a link is not followed.
   *
   * @param limit bytes; a longer file is refused
   */
  public byte[] readFile(String name, int limit) throws CannotLookException {
    try (RegularFile file = openFile(name.getBytes(StandardCharsets.UTF_8))) {
      return file.readAll(limit);
    }
  }

  private static int openAt(int directory, byte[] name, int flags, String what)
      throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    int opened = Linux.C.openat(directory, scratch.path(name), flags, 0);
    if (opened < 0 && (flags & Open.NOATIME) != 0 && Linux.errno() == Errno.EPERM) {
      // Only a file's owner, or CAP_FOWNER, may read without leaving a trace. Whoever lacks it is
      // seen by a container that watches its directories' time of access, which is said.
      opened = Linux.C.openat(directory, scratch.path(name), flags & ~Open.NOATIME, 0);
    }
    if (opened < 0) {
      throw Linux.failure(what);
    }
    return opened;
  }

  /** This directory's own status. */
  public FileStat stat() throws CannotLookException {
    return statOf(fd);
  }

  static FileStat statOf(int fd) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    if (statx(fd, ITSELF, AT_EMPTY_PATH, scratch) < 0) {
      throw Linux.failure("statx");
    }
    return Statx.read(scratch.result);
  }

  /** The status of the file with a name, when there is one. */
  public Optional<FileStat> find(byte[] name) throws CannotLookException {
    return find(name, AT_SYMLINK_NOFOLLOW);
  }

  /**
   * The status of the file with a name as far as the kernel knows it already, so that a file system
   * that is mounted there, and might not answer, is not asked.
   */
  public Optional<FileStat> cachedFind(byte[] name) throws CannotLookException {
    return find(name, AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT);
  }

  private Optional<FileStat> find(byte[] name, int flags) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    if (statx(fd, name, flags, scratch) == 0) {
      return Optional.of(Statx.read(scratch.result));
    }
    return switch (Linux.errno()) {
      // A name that is too long, as one in a link may be, is that of no file.
      case ENOENT, ENAMETOOLONG -> Optional.empty();
      default -> throw Linux.failure("statx");
    };
  }

  /**
   * The status of what a link of the kernel's own leads to, such as /proc/PID/map_files/RANGE. What
   * lies on a server is not asked for there.
   */
  FileStat cachedStatOfKernelLink(String name) throws CannotLookException {
    return Statx.read(cachedStatxOfKernelLink(name));
  }

  /** The ctime alone, which also what is no file has. */
  FileTime cachedChangeOfKernelLink(String name) throws CannotLookException {
    return Statx.changed(cachedStatxOfKernelLink(name));
  }

  private Pointer cachedStatxOfKernelLink(String name) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    if (statx(fd, name.getBytes(StandardCharsets.UTF_8), AT_STATX_DONT_SYNC, scratch) < 0) {
      throw Linux.failure("statx");
    }
    return scratch.result;
  }

  private static int statx(int fd, byte[] name, int flags, Scratch scratch)
      throws CannotLookException {
    return Linux.C.statx(fd, scratch.path(name), flags, Statx.BASIC_STATS, scratch.resultAddress());
  }

  /** When the file with a name was made, where its file system notes that. Nobody can set it. */
  public Optional<FileTime> birthOf(byte[] name) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    long result = scratch.resultAddress();
    int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (isItself(name) ? AT_EMPTY_PATH : 0);
    if (Linux.C.statx(fd, scratch.path(name), flags, Statx.BIRTH_TIME, result) < 0) {
      throw Linux.failure("statx");
    }
    return Statx.readBirth(scratch.result);
  }

  /** When what is open here was made, where its file system notes that. */
  public Optional<FileTime> birth() throws CannotLookException {
    return birthOf(ITSELF);
  }

  /**
   * Holds what a link of the kernel's own leads to, and asks the file system there for nothing: it
   * is good for no more than the methods about mounts.
   */
  Directory holdKernelLink(String name) throws CannotLookException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    return new Directory(openAt(fd, path, HOLD & ~Open.NOFOLLOW, name));
  }

  /**
   * Holds the directory that is one step up from here, also where that is outside of a mount and of
   * whatever some process has for its root.
   */
  Directory holdParent() throws CannotLookException {
    return new Directory(openAt(fd, PARENT, HOLD, "step up"));
  }

  /** This directory's own status as far as the kernel knows it already. */
  FileStat cachedStat() throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    if (statx(fd, ITSELF, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, scratch) < 0) {
      throw Linux.failure("statx");
    }
    return Statx.read(scratch.result);
  }

  /**
   * The mount that this directory lies in, by the number that mountinfo has for it.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5),
   *     mnt_id</a>
   */
  int mountId() throws CannotLookException {
    try {
      return Files.readAllLines(Path.of("/proc/self/fdinfo", Integer.toString(fd))).stream()
          .filter(line -> line.startsWith(MOUNT_ID))
          .mapToInt(line -> Integer.parseInt(line.substring(MOUNT_ID.length()).trim()))
          .findFirst()
          .orElseThrow();
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      throw new CannotLookException(Reason.IO_ERROR, "mount of a directory: " + e);
    }
  }

  /** Where the symbolic link with a name points. */
  public FilePath readLink(byte[] name) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    long length =
        Linux.C.readlinkat(fd, scratch.path(name), scratch.resultAddress(), Scratch.RESULT_BYTES);
    if (length < 0) {
      if (Linux.errno() == Errno.EINVAL) {
        throw new CannotLookException(Reason.SWAPPED, "no symbolic link any more");
      }
      throw Linux.failure("readlink");
    }
    return FilePath.of(scratch.result((int) length));
  }

  /**
   * By what the file system itself knows the file with a name; the first four bytes are the kind of
   * the handle, in the machine's order.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/open_by_handle_at.2.html">
   *     name_to_handle_at(2)</a>
   */
  public byte[] handle(byte[] name) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    scratch.result.putInt(0, MAX_HANDLE_BYTES);
    long mount = scratch.resultAddress() + 2 * MAX_HANDLE_BYTES;
    if (Linux.C.name_to_handle_at(fd, scratch.path(name), scratch.resultAddress(), mount, 0) < 0) {
      throw Linux.failure("name_to_handle_at");
    }
    byte[] handle = new byte[Integer.BYTES + scratch.result.getInt(0)];
    scratch.result.get(Integer.BYTES, handle, 0, handle.length);
    return handle;
  }

  /**
   * Names of the extended attributes of the file with a name, one character a byte; of this
   * directory for {@code .}, of what is held for {@link #ITSELF}. Empty where they are longer
   * together than Linux lists (XATTR_LIST_MAX of linux/limits.h), as they may be on xfs, btrfs and
   * tmpfs; each can be asked for all the same.
   */
  public Optional<List<String>> attributeNames(byte[] name) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    long length =
        isItself(name)
            ? Linux.C.listxattr(
                scratch.path(kernelLink()), scratch.resultAddress(), Scratch.RESULT_BYTES)
            : attributes.list(fd, name, scratch);
    if (length >= 0) {
      return Optional.of(length == 0 ? List.of() : splitAtNul(scratch.result((int) length)));
    }
    return switch (Linux.errno()) {
      case EOPNOTSUPP -> Optional.of(List.of());
      case E2BIG, ERANGE -> Optional.empty();
      default -> throw attributeFailure(name, "listxattr");
    };
  }

  /** The value of an extended attribute, when the file with a name has it. */
  public Optional<byte[]> attribute(byte[] name, String attribute) throws CannotLookException {
    Scratch scratch = Scratch.ofThread();
    long length =
        isItself(name)
            ? Linux.C.getxattr(
                scratch.path(kernelLink()),
                scratch.name(attribute),
                scratch.resultAddress(),
                Scratch.RESULT_BYTES)
            : attributes.get(fd, name, attribute, scratch);
    if (length >= 0) {
      return Optional.of(scratch.result((int) length));
    }
    return switch (Linux.errno()) {
      case ENODATA, EOPNOTSUPP -> Optional.empty();
      default -> throw attributeFailure(name, "getxattr");
    };
  }

  /** What is held cannot have gone: there it is the link to it that is missed. */
  private static CannotLookException attributeFailure(byte[] name, String call) {
    boolean isLinkMissed = isItself(name) && Linux.errno() == Errno.ENOENT;
    return isLinkMissed
        ? new CannotLookException(Reason.IO_ERROR, call + ": /proc/self/fd cannot be read")
        : Linux.failure(call);
  }

  private static List<String> splitAtNul(byte[] names) {
    List<String> split = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        split.add(new String(names, start, i - start, StandardCharsets.ISO_8859_1));
        start = i + 1;
      }
    }
    return split;
  }

  /**
   * Reads the names that follow a position, as many as fit one buffer, without {@code .} and {@code
   * ..}.
   *
   * @param from {@link #START}, or where an earlier batch ended
   */
  public NameBatch names(long from) throws CannotLookException {
    return names(from, Scratch.RESULT_BYTES);
  }

  /**
   * The same, but fewer.
   *
   * @param bytes of a buffer for them, each of which takes some twenty and its length; at least 512
   */
  public NameBatch names(long from, int bytes) throws CannotLookException {
    // Some file systems list what was there when the directory was opened, or sought in last.
    boolean isToSeek = from == START || from != position;
    if (isToSeek && Linux.C.lseek(fd, from, SEEK_SET) < 0) {
      // Of a directory that was removed while open, ext4 knows no position but the first.
      return endIfRemoved(Errno.EINVAL, "lseek");
    }
    position = UNKNOWN;
    Scratch scratch = Scratch.ofThread();
    long length =
        Linux.C.syscall(Linux.CALL.getdents64(), fd, scratch.resultAddress(), bytes, 0, 0, 0);
    if (length < 0) {
      return endIfRemoved(Errno.ENOENT, "getdents64");
    }
    NameBatch batch = NameBatch.read(scratch.result((int) length));
    if (!batch.isLast()) {
      position = batch.next();
    }
    return batch;
  }

  /** A directory that was removed while open is empty, and is known by having no name left. */
  private NameBatch endIfRemoved(Errno ofRemoved, String call) throws CannotLookException {
    boolean isAsOfRemoved = Linux.errno() == ofRemoved;
    CannotLookException failure = Linux.failure(call);
    if (isAsOfRemoved && stat().links() == 0) {
      return NameBatch.END;
    }
    throw failure;
  }

  /** All names at once; for directories that are the host's own and small. */
  public List<byte[]> allNames() throws CannotLookException {
    List<byte[]> all = new ArrayList<>();
    for (NameBatch batch = names(START); !batch.isLast(); batch = names(batch.next())) {
      all.addAll(batch.names());
    }
    return all;
  }

  @Override
  public void close() {
    Linux.C.close(fd);
  }
}
