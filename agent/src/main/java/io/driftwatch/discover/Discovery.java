package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The containers that run on a node, found anew for each scan. */
public final class Discovery implements AutoCloseable {

  private static final Comparator<RunningContainer> BY_NAME =
      Comparator.comparing((RunningContainer c) -> c.container().runtime())
          .thenComparing(c -> c.container().pod().map(Object::toString).orElse(""))
          .thenComparing(c -> c.container().name())
          .thenComparing(c -> c.container().id());

  private static final System.Logger LOG = System.getLogger(Discovery.class.getName());

  private final HostRoot host;
  private final BootTime boot;
  private final List<Supervisor> supervisors = new ArrayList<>();
  private final List<RunningContainer> containers = new ArrayList<>();
  private Map<Integer, FilePath> mountNamespaces = Map.of();

  /** The same by namespace, once somebody asks. */
  private final Map<FilePath, List<Integer>> processes = new HashMap<>();

  private Discovery(HostRoot host) {
    this.host = host;
    this.boot = BootTime.read();
  }

  /**
   * Finds every container that runs on the node.
   *
   * @throws CannotLookException when /proc cannot be read
   */
  public static Discovery ofRuntimes(HostRoot host) throws CannotLookException {
    Discovery discovery = new Discovery(host);
    boolean complete = false;
    try {
      discovery.findContainers();
      complete = true;
      return discovery;
    } finally {
      if (!complete) {
        discovery.close();
      }
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
    boolean complete = false;
    try {
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
      complete = true;
      return discovery;
    } finally {
      if (!complete) {
        process.close();
      }
    }
  }

  /** The containers, in the order of their runtime, pod, name and id. */
  public List<RunningContainer> containers() {
    return List.copyOf(containers);
  }

  /** The processes that share a container's mount namespace, itself among them. */
  public List<Integer> processesOf(RunningContainer container) {
    FilePath namespace = mountNamespaces.get(container.container().pid());
    if (namespace == null) {
      return List.of();
    }
    if (processes.isEmpty()) {
      mountNamespaces.forEach(
          (pid, of) -> processes.computeIfAbsent(of, none -> new ArrayList<>()).add(pid));
    }
    return List.copyOf(processes.get(namespace));
  }

  /** The mount namespace of each process that could be looked at, by pid. */
  Map<Integer, FilePath> mountNamespaces() {
    return mountNamespaces;
  }

  private void findContainers() throws CannotLookException {
    ProcessTable survey = ProcessTable.of(host);
    supervisors.addAll(survey.supervisors());
    mountNamespaces = survey.mountNamespaces();
    try (RuntimeState state = new RuntimeState(host)) {
      Supervised supervised = new Supervised(state, boot);
      for (List<Shim> shims : shimsByFolder()) {
        new ShimContainers(host, supervised, shims).find(containers::add);
      }
      for (Conmon conmon : conmonsByFolder()) {
        findAlone(supervised, conmon);
      }
    }
    new UnmanagedContainers(host, boot, containers).find(survey.mountNamespaces(), containers::add);
    containers.sort(BY_NAME);
  }

  private Collection<List<Shim>> shimsByFolder() {
    return supervisors.stream()
        .filter(Shim.class::isInstance)
        .map(Shim.class::cast)
        .collect(Collectors.groupingBy(Shim::bundles))
        .values();
  }

  /** Those of a storage one after the other. */
  private List<Conmon> conmonsByFolder() {
    return supervisors.stream()
        .filter(Conmon.class::isInstance)
        .map(Conmon.class::cast)
        .sorted(Comparator.comparing(Conmon::bundle))
        .toList();
  }

  /** Any user can call himself a conmon; whatever he brings to light, the others are found. */
  private void findAlone(Supervised supervised, Conmon conmon) {
    try {
      new ConmonContainer(host, supervised, conmon).find().ifPresent(containers::add);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "conmon " + conmon.process().pid(), e);
    }
  }

  @Override
  public void close() {
    containers.forEach(RunningContainer::close);
    supervisors.forEach(Supervisor::close);
  }
}
