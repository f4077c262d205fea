package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.linux.ProcessDirectory;

/**
 * A container and the handles by which it is looked at.
 *
 * @param container what it is
 * @param process its first process
 * @param root where its root file system can be learned
 */
public record RunningContainer(Container container, ProcessDirectory process, Root root)
    implements AutoCloseable {

  /** The same with what others know of the container. */
  public RunningContainer with(Container known) {
    return new RunningContainer(known, process, root);
  }

  @Override
  public void close() {
    process.close();
  }
}
