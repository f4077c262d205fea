package io.driftwatch.agent;

import io.driftwatch.discover.Arrivals;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.HostRoot;
import java.util.List;

/** The containers of a node, as its runtimes' processes and files tell. */
final class NodeContainers implements ContainerSource {

  private final HostRoot host;
  private final Arrivals arrivals;

  /**
   * Those of a node.
   *
   * @throws CannotLookException when not even its processes can be listed
   */
  NodeContainers(HostRoot host) throws CannotLookException {
    this.host = host;
    this.arrivals = new Arrivals(host);
  }

  @Override
  public boolean mayHaveNews() throws CannotLookException {
    return arrivals.check();
  }

  @Override
  public boolean isRunning(int pid) {
    return arrivals.isRunning(pid);
  }

  @Override
  public Containers find() throws CannotLookException {
    Discovery discovery = Discovery.ofRuntimes(host);
    arrivals.know(discovery);
    return new Containers() {
      @Override
      public List<RunningContainer> containers() {
        return discovery.containers();
      }

      @Override
      public List<Integer> processesOf(RunningContainer container) {
        return discovery.processesOf(container);
      }

      @Override
      public void close() {
        discovery.close();
      }
    };
  }
}
