package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;

/**
 * The root of the node: {@code /} on the node itself, a folder where the node is mounted into the
 * agent's container. The only place that knows which.
 */
public final class HostRoot implements AutoCloseable {

  private static final FilePath PROC = FilePath.of("/proc");

  private final Directory root;
  private final ProcFs proc;

  private HostRoot(Directory root, ProcFs proc) {
    this.root = root;
    this.proc = proc;
  }

  /**
   * Opens the node below a folder.
   *
   * @throws CannotLookException when the folder, or proc in it, cannot be read
   */
  public static HostRoot open(FilePath folder) throws CannotLookException {
    Directory root = Directory.open(folder);
    try {
      return new HostRoot(root, new ProcFs(RootedPath.open(root, PROC)));
    } catch (CannotLookException e) {
      root.close();
      throw e;
    }
  }

  /** Opens a directory of the node by its absolute path there, links followed within the node. */
  public Directory openDirectory(FilePath path) throws CannotLookException {
    return RootedPath.open(root, path);
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
