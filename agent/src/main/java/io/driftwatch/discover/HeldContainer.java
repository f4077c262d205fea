package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.ProcessDirectory;
import java.util.Optional;

/**
 * A container with handles of its own, for a look that may outlast the discovery that found it.
 *
 * @param container with those handles
 */
public record HeldContainer(RunningContainer container) implements AutoCloseable {

  /**
   * Takes hold of a container.
   *
   * @throws CannotLookException when it has ended
   */
  public static HeldContainer of(RunningContainer found) throws CannotLookException {
    ProcessDirectory process = found.process().reopen();
    boolean kept = false;
    try {
      Root root = held(found.root());
      kept = true;
      return new HeldContainer(new RunningContainer(found.container(), process, root));
    } finally {
      if (!kept) {
        process.close();
      }
    }
  }

  private static Root held(Root root) throws CannotLookException {
    if (root instanceof Root.OfRuntime runtime) {
      return runtime.with(runtime.supervisor().reopen());
    }
    return root;
  }

  private Optional<ProcessDirectory> supervisor() {
    return container.root() instanceof Root.OfRuntime runtime
        ? Optional.of(runtime.supervisor())
        : Optional.empty();
  }

  @Override
  public void close() {
    container.close();
    supervisor().ifPresent(ProcessDirectory::close);
  }
}
