package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One process, held by a descriptor of its directory in /proc: when it ends, every call fails, and
 * a later process with its number is never mistaken for it.
 *
 * <p>The first thread may end before the others. Then the kernel tells nothing of the process'
 * mounts, memory and directories there, but at the threads that go on.
 */
public final class ProcessDirectory implements AutoCloseable {

  /** A thousand mounts, each with the options of a hundred layers. */
  private static final int MAX_FILE_BYTES = 8 << 20;

  /** From a process' root up to that of its mount namespace; nobody but a forger goes far. */
  private static final int MAX_STEPS_UP = 100;

  /** The kernel's fixed number of the initial user namespace (PROC_USER_INIT_INO). */
  private static final FilePath INITIAL_USER_NAMESPACE = FilePath.of("user:[4026531837]");

  private static final byte[] THREADS = "task".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] USER_NAMESPACE = "ns/user".getBytes(StandardCharsets.US_ASCII);

  private final int pid;
  private final Directory directory;

  ProcessDirectory(int pid, Directory directory) {
    this.pid = pid;
    this.directory = directory;
  }

  public int pid() {
    return pid;
  }

  /** Holds on to the process once more. */
  public ProcessDirectory reopen() throws CannotLookException {
    return new ProcessDirectory(pid, directory.reopen());
  }

  /** A file such as {@code mountinfo}, as bytes. */
  public byte[] read(String file) throws CannotLookException {
    return read(file, MAX_FILE_BYTES);
  }

  /** The same, but refused when it is longer. */
  byte[] read(String file, int limit) throws CannotLookException {
    byte[] text = ask(file, name -> directory.readFile(name, limit));
    return text.length > 0 ? text : ofLivingThread(file, limit).orElse(text);
  }

  private Optional<byte[]> ofLivingThread(String file, int limit) throws CannotLookException {
    Optional<String> thread = livingThread();
    return thread.isEmpty()
        ? Optional.empty()
        : Optional.of(directory.readFile(thread.get() + file, limit));
  }

  @FunctionalInterface
  private interface ProcCall<T> {
    T about(String name) throws CannotLookException;
  }

  private <T> T ask(String name, ProcCall<T> question) throws CannotLookException {
    try {
      return question.about(name);
    } catch (CannotLookException e) {
      Optional<String> thread = livingThread();
      if (thread.isEmpty()) {
        throw e;
      }
      return question.about(thread.get() + name);
    }
  }

  /** Where a thread that goes on is found, when the first has ended. */
  private Optional<String> livingThread() {
    try (Directory threads = directory.openDirectory(THREADS)) {
      if (!hasFirstThreadEnded()) {
        return Optional.empty();
      }
      String first = Integer.toString(pid);
      return threads.allNames().stream()
          .map(name -> new String(name, StandardCharsets.US_ASCII))
          .filter(name -> !name.equals(first))
          .findFirst()
          .map(name -> "task/" + name + "/");
    } catch (CannotLookException ended) {
      return Optional.empty();
    }
  }

  private boolean hasFirstThreadEnded() throws CannotLookException {
    String stat =
        new String(directory.readFile("stat", MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
    return stat.startsWith(") Z ", stat.lastIndexOf(')'));
  }

  /** The status of what a link of the kernel's own leads to, as far as its file system knows it. */
  public FileStat cachedStatOf(String link) throws CannotLookException {
    return ask(link, directory::cachedStatOfKernelLink);
  }

  /** The ctime of what a link of the kernel's own leads to, be it no file. */
  FileTime cachedChangeOf(String link) throws CannotLookException {
    return directory.cachedChangeOfKernelLink(link);
  }

  /** A file such as {@code status}, as text whose bytes are its characters. */
  public String readText(String file) throws CannotLookException {
    return new String(read(file), StandardCharsets.ISO_8859_1);
  }

  /** What a link such as {@code cwd} or {@code ns/user} says. */
  public FilePath readLink(String link) throws CannotLookException {
    return ask(link, name -> directory.readLink(name.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether it is in the initial user namespace, so that its user 0 is the host's. */
  public boolean isInInitialUserNamespace() throws CannotLookException {
    return isInitialUserNamespace(directory);
  }

  static boolean isInitialUserNamespace(Directory process) throws CannotLookException {
    return process.readLink(USER_NAMESPACE).equals(INITIAL_USER_NAMESPACE);
  }

  /** Opens the directory behind {@code cwd} or {@code root}, wherever it is mounted. */
  public Directory openDirectory(String link) throws CannotLookException {
    return ask(link, directory::openKernelLink);
  }

  /** The status of the directory behind {@code cwd} or {@code root}. */
  public FileStat statOf(String link) throws CannotLookException {
    try (Directory target = openDirectory(link)) {
      return target.stat();
    }
  }

  /**
   * The mount that is seen at the very root of the process' mount namespace, by the number that
   * mountinfo has for it. That is what a process has for its root that is started in a container
   * from outside; the way up leads there from wherever this one went by chroot.
   *
   * @param known file systems that may lie on the way; others, which might not answer, are not
   *     asked for anything
   * @throws CannotLookException {@link Reason#MOUNT_NOT_VISIBLE} when the way leads through another
   */
  public int mountAtTop(Predicate<DeviceNumber> known) throws CannotLookException {
    Directory at = ask("root", directory::holdKernelLink);
    try {
      for (int steps = 0; steps < MAX_STEPS_UP && known.test(at.cachedStat().device()); steps++) {
        int mount = at.mountId();
        FileStat stat = at.cachedStat();
        Directory above = at.holdParent();
        at.close();
        at = above;
        if (at.mountId() == mount && at.cachedStat().isSameFile(stat)) {
          return mount;
        }
      }
      throw new CannotLookException(Reason.MOUNT_NOT_VISIBLE, "no way up from its root");
    } finally {
      at.close();
    }
  }

  /** Whether the process still runs. */
  public boolean isAlive() {
    try {
      return directory.readFile("stat", MAX_FILE_BYTES).length > 0;
    } catch (CannotLookException e) {
      return e.reason() != Reason.VANISHED;
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
