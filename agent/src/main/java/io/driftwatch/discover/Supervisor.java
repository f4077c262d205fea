package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.linux.ProcessDirectory;
import java.util.Optional;

/**
 * A process that a runtime leaves beside a container to look after it. It sees the mount of the
 * container's root, wherever the runtime made it.
 *
 * <p>Any process can take such a name. What one in a container cannot do is have the host's root
 * directory as its own and live in the host's pid namespace. Only the host's root is believed
 * without proof.
 */
sealed interface Supervisor extends AutoCloseable permits Shim, Conmon {

  /** The process. */
  ProcessDirectory process();

  /** Its own status. */
  ProcessStatus status();

  /** Whose directories the layers of its containers must be; empty when it is the host's root. */
  Optional<HostIds> layerOwners();

  /**
   * Whether what a container writes stays in a sandbox that the host does not see into. A runtime
   * says so; whatever a container's process looks like, it may have made itself.
   */
  boolean isOfSandbox(Bundle bundle) throws CannotLookException;

  /**
   * Who a container is.
   *
   * @param state where its runtime's files are read
   * @param bundle its bundle
   * @param config of the bundle
   * @param cgroup of its first process
   */
  Identity identity(RuntimeState state, Bundle bundle, OciConfig config, Cgroup cgroup);

  /** Who a container is of whom nothing can be read. */
  Identity identity(String id);

  /** Whether a process lives where a supervisor of the host's does. */
  static boolean isOfHost(ProcessDirectory process, ProcessStatus status, FileStat hostRoot)
      throws CannotLookException {
    return status.isInPidNamespaceOfHost()
        && !status.hasEnded()
        && process.statOf("root").isSameFile(hostRoot);
  }

  /** Whether a file is the host's root's own. */
  static boolean isRoots(FileStat file) {
    return file.uid() == 0;
  }

  @Override
  default void close() {
    process().close();
  }
}
