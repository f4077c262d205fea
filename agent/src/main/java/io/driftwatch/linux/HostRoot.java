package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import java.util.function.Predicate;

/**
 * The root of the node: {@code /} on the node itself, a folder where the node is mounted into the
 * agent's container. The only place that knows which.
 */
public final class HostRoot implements AutoCloseable {

  private static final FilePath PROC = FilePath.of("/proc");

  private final Directory root;
  private final ProcFs proc;
  private final Predicate<FileStat> trusted;

  private HostRoot(Directory root, ProcFs proc, Predicate<FileStat> trusted) {
    this.root = root;
    this.proc = proc;
    this.trusted = trusted;
  }

  /**
   * Opens the node below a folder.
   *
   * @throws CannotLookException when the folder, or proc in it, cannot be read
   */
  public static HostRoot open(FilePath folder) throws CannotLookException {
    Directory root = Directory.open(folder);
    try {
      return new HostRoot(root, new ProcFs(RootedPath.open(root, PROC)), directory -> true);
    } catch (CannotLookException | RuntimeException e) {
      root.close();
      throw e;
    }
  }

  /**
   * The same node, for paths that somebody untrusted named: of directories only those can be opened
   * that pass a test, which is held against what was opened, wherever links led meanwhile.
   *
   * @param test for instance, whether the owner is who named the path
   * @return a view that need not be closed, and ends with this
   */
  public HostRoot trusting(Predicate<FileStat> test) {
    return new HostRoot(root, proc, test);
  }

  /**
   * Opens a directory of the node by its absolute path there, links followed within the node.
   *
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when it is not to be trusted
   */
  public Directory openDirectory(FilePath path) throws CannotLookException {
    Directory directory = RootedPath.open(root, path);
    boolean kept = false;
    try {
      if (!trusted.test(directory.stat())) {
        throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "not its owner's: " + path);
      }
      kept = true;
      return directory;
    } finally {
      if (!kept) {
        directory.close();
      }
    }
  }

  /** The status of the node's root directory. */
  public FileStat stat() throws CannotLookException {
    return root.stat();
  }

  /** The node's processes. */
  public ProcFs proc() {
    return proc;
  }

  @Override
  public void close() {
    proc.close();
    root.close();
  }
}
