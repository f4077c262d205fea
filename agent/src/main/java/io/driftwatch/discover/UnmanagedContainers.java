package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Containers that nobody to be believed looks after: a process with a mount namespace and a root
 * directory other than the host's, in a control group that is named as a container's. What it says
 * of its layers is no proof, so that all there is to tell is that it runs.
 */
final class UnmanagedContainers {

  private static final int INIT = 1;

  /** Of an id, where nobody gave it a name. */
  private static final int NAME_LENGTH = 12;

  private final HostRoot host;
  private final BootTime boot;
  private final Set<FilePath> knownNamespaces = new HashSet<>();
  private final Set<String> knownIds = new HashSet<>();

  /**
   * @param found the containers that are known
   */
  UnmanagedContainers(HostRoot host, BootTime boot, List<RunningContainer> found) {
    this.host = host;
    this.boot = boot;
    for (RunningContainer container : found) {
      knownIds.add(container.container().id());
      try {
        know(container.process(), cgroup(container.process()));
      } catch (CannotLookException ended) {
        // Then there are no others of its namespace either.
      }
    }
  }

  /** Finds them among the processes, given by pid and mount namespace, and hands each on. */
  void find(Map<Integer, FilePath> mountNamespaces, Consumer<RunningContainer> found) {
    // The kernel may refuse to tell that of the first process; its root directory tells as well.
    Optional.ofNullable(mountNamespaces.get(INIT)).ifPresent(knownNamespaces::add);
    mountNamespaces.forEach(
        (pid, namespace) -> {
          if (!knownNamespaces.contains(namespace)) {
            find(pid).ifPresent(found);
          }
        });
  }

  private Optional<RunningContainer> find(int pid) {
    try {
      Optional<ProcessDirectory> process = host.proc().find(pid);
      return process.isEmpty() ? Optional.empty() : container(process.get());
    } catch (CannotLookException ended) {
      return Optional.empty();
    }
  }

  private Optional<RunningContainer> container(ProcessDirectory process)
      throws CannotLookException {
    Optional<RunningContainer> container = Optional.empty();
    try {
      Cgroup cgroup = cgroup(process);
      Optional<String> id = cgroup.containerId().filter(i -> !knownIds.contains(i));
      if (id.isPresent() && !process.statOf("root").isSameFile(host.stat())) {
        RunningContainer stranger = container(id.get(), process, ProcessStatus.of(process));
        know(process, cgroup);
        container = Optional.of(stranger);
      }
      return container;
    } finally {
      if (container.isEmpty()) {
        process.close();
      }
    }
  }

  private RunningContainer container(String id, ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    Container container =
        new Container(
            id,
            id.substring(0, NAME_LENGTH),
            ContainerRuntime.UNKNOWN,
            process.pid(),
            boot.plusTicks(status.startTicks()),
            Optional.empty(),
            Image.UNKNOWN,
            false);
    Root root = new Root.Unknown(Reason.LAYERS_UNVERIFIED, Optional.empty());
    return new RunningContainer(container, process, root);
  }

  private void know(ProcessDirectory process, Cgroup cgroup) throws CannotLookException {
    cgroup.containerId().ifPresent(knownIds::add);
    knownNamespaces.add(process.readLink("ns/mnt"));
  }

  private static Cgroup cgroup(ProcessDirectory process) throws CannotLookException {
    return Cgroup.parse(process.readText("cgroup"));
  }
}
