package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The containers that run on a node, found anew for each scan. */
public final class Discovery implements AutoCloseable {

  private static final Comparator<RunningContainer> BY_NAME =
      Comparator.comparing((RunningContainer c) -> c.container().runtime())
          .thenComparing(c -> c.container().pod().map(Object::toString).orElse(""))
          .thenComparing(c -> c.container().name())
          .thenComparing(c -> c.container().id());

  private final HostRoot host;
  private final BootTime boot;
  private final List<Shim> shims = new ArrayList<>();
  private final List<RunningContainer> containers = new ArrayList<>();

  private Discovery(HostRoot host) throws CannotLookException {
    this.host = host;
    this.boot = BootTime.read(host.proc());
  }

  /**
   * Finds every container that a runtime of the node runs.
   *
   * @throws CannotLookException when /proc cannot be read
   */
  public static Discovery ofRuntimes(HostRoot host) throws CannotLookException {
    Discovery discovery = new Discovery(host);
    try {
      discovery.findContainers();
      return discovery;
    } catch (CannotLookException e) {
      discovery.close();
      throw e;
    }
  }

  /**
   * Takes one process for a container, on its caller's word.
   *
   * @throws CannotLookException when there is no such process, or it cannot be read
   */
  public static Discovery ofProcess(HostRoot host, int pid) throws CannotLookException {
    Discovery discovery = new Discovery(host);
    ProcessDirectory process =
        host.proc()
            .find(pid)
            .orElseThrow(() -> new CannotLookException(Reason.VANISHED, "no process " + pid));
    Container container =
        new Container(
            Integer.toString(pid),
            "pid-" + pid,
            ContainerRuntime.UNKNOWN,
            pid,
            discovery.boot.plusTicks(ProcessStatus.of(process).startTicks()),
            Optional.empty(),
            Image.UNKNOWN,
            false);
    discovery.containers.add(new RunningContainer(container, process, new Root.OfProcess()));
    return discovery;
  }

  /** The containers, in the order of their runtime, pod, name and id. */
  public List<RunningContainer> containers() {
    return List.copyOf(containers);
  }

  private void findContainers() throws CannotLookException {
    shims.addAll(Shim.running(host.proc(), host.stat()));
    Map<FilePath, Map<Integer, Shim>> byBundles = new HashMap<>();
    for (Shim shim : shims) {
      byBundles
          .computeIfAbsent(shim.bundles(), path -> new HashMap<>())
          .put(shim.process().pid(), shim);
    }
    for (Map<Integer, Shim> byPid : byBundles.values()) {
      findContainers(byPid);
    }
    containers.sort(BY_NAME);
  }

  /**
   * Finds the containers of shims that share a folder of bundles. One shim runs all containers of a
   * pod, so it is not its own bundle but the parent of a bundle's process that tells whose it is.
   */
  private void findContainers(Map<Integer, Shim> shimsByPid) throws CannotLookException {
    FilePath path = shimsByPid.values().iterator().next().bundles();
    try (Directory bundles = host.openDirectory(path)) {
      for (byte[] id : bundles.allNames()) {
        try (Bundle bundle = new Bundle(bundles.openDirectory(id), path.resolve(id))) {
          find(bundle, shimsByPid).ifPresent(containers::add);
        } catch (CannotLookException namesNoProcess) {
          // It is no running container, and must not hide the others.
        }
      }
    } catch (CannotLookException e) {
      if (!hasEnded(e)) {
        throw e;
      }
    }
  }

  private Optional<RunningContainer> find(Bundle bundle, Map<Integer, Shim> shimsByPid)
      throws CannotLookException {
    Optional<ProcessDirectory> process = host.proc().find(bundle.pid());
    if (process.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunningContainer> container = Optional.empty();
    try {
      ProcessStatus status = ProcessStatus.of(process.get());
      Shim shim = shimsByPid.get(status.parent());
      if (shim != null) {
        container = Optional.of(bundle.container(host, boot, process.get(), status, shim));
      }
    } finally {
      if (container.isEmpty()) {
        process.get().close();
      }
    }
    return container;
  }

  /** A container that ends while it is being found is no container any more. */
  private static boolean hasEnded(CannotLookException e) {
    return e.reason() == Reason.VANISHED || e.reason() == Reason.SWAPPED;
  }

  @Override
  public void close() {
    containers.forEach(RunningContainer::close);
    shims.forEach(Shim::close);
  }
}
