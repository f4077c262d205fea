package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcFs;
import io.driftwatch.linux.ProcessDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A containerd shim: the parent of a container's first process, or of all of a pod's. Its working
 * directory is the bundle that it was started for, whatever the configured state directory is.
 *
 * @param process the shim
 * @param bundles path of the folder that holds the bundles of its containerd namespace
 */
record Shim(ProcessDirectory process, FilePath bundles) implements AutoCloseable {

  private static final String COMMAND = "containerd-shim";

  /** Every shim on the node that is to be believed. */
  static List<Shim> running(ProcFs proc, FileStat hostRoot) throws CannotLookException {
    List<Shim> shims = new ArrayList<>();
    try {
      for (int pid : proc.pids()) {
        of(proc, pid, hostRoot).ifPresent(shims::add);
      }
    } catch (CannotLookException e) {
      shims.forEach(Shim::close);
      throw e;
    }
    return shims;
  }

  private static Optional<Shim> of(ProcFs proc, int pid, FileStat hostRoot)
      throws CannotLookException {
    Optional<ProcessDirectory> process = proc.find(pid);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    Optional<Shim> shim = Optional.empty();
    try {
      if (isShim(process.get(), hostRoot)) {
        FilePath bundle = process.get().readLink("cwd");
        shim = Optional.of(new Shim(process.get(), bundle.parent()));
      }
    } catch (CannotLookException e) {
      // What the kernel says in a way that nobody understands is no shim, and ends no scan.
      if (e.reason() != Reason.VANISHED && e.reason() != Reason.STATE_INVALID) {
        throw e;
      }
    } finally {
      if (shim.isEmpty()) {
        process.get().close();
      }
    }
    return shim;
  }

  /**
   * Any process can take a shim's name, and be root in a container. What it cannot do is have the
   * host's root directory as its own.
   */
  private static boolean isShim(ProcessDirectory process, FileStat hostRoot)
      throws CannotLookException {
    ProcessStatus status = ProcessStatus.of(process);
    return status.command().startsWith(COMMAND)
        && status.isRoot()
        && process.isInInitialUserNamespace()
        && process.statOf("root").isSameFile(hostRoot);
  }

  /** The containerd namespace whose containers it runs. */
  String namespace() {
    return bundles.name().toString();
  }

  @Override
  public void close() {
    process.close();
  }
}
