package io.driftwatch.agent;

import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import java.util.List;

/** Where containers come from. */
interface ContainerSource {

  /**
   * Whether a container may have started since the last call.
   *
   * @throws CannotLookException when not even the processes of the node can be listed
   */
  boolean mayHaveNews() throws CannotLookException;

  /** Whether a process with this number ran at the latest call of {@link #mayHaveNews}. */
  boolean isRunning(int pid);

  /**
   * The containers that run.
   *
   * @throws CannotLookException when they cannot be found
   */
  Containers find() throws CannotLookException;

  /** Some containers, with what is held of them until it is closed. */
  interface Containers extends AutoCloseable {

    /** They. */
    List<RunningContainer> containers();

    /** The numbers of the processes that share a container's files. */
    List<Integer> processesOf(RunningContainer container);

    @Override
    void close();
  }
}
