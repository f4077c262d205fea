package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The containers of the shims of one containerd namespace. One shim runs all containers of a pod,
 * so it is not the shim's own bundle but the parent of a bundle's process that tells whose it is.
 */
final class ShimContainers {

  private static final String SANDBOX_ID = "io.kubernetes.cri.sandbox-id";

  private final HostRoot host;
  private final Supervised supervised;
  private final Map<Integer, Shim> byPid = new HashMap<>();
  private final Map<String, Shim> byId = new HashMap<>();
  private final FilePath bundles;

  /**
   * @param shims that share a folder of bundles
   */
  ShimContainers(HostRoot host, Supervised supervised, List<Shim> shims) {
    this.host = host;
    this.supervised = supervised;
    this.bundles = shims.get(0).bundles();
    for (Shim shim : shims) {
      byPid.put(shim.process().pid(), shim);
      byId.put(shim.id(), shim);
    }
  }

  /** Finds them, and hands each on. A bundle that cannot be read must not hide the others. */
  void find(Consumer<RunningContainer> found) {
    try (Directory folder = host.openDirectory(bundles)) {
      for (byte[] name : folder.allNames()) {
        find(folder, name).ifPresent(found);
      }
    } catch (CannotLookException e) {
      for (Shim shim : byPid.values()) {
        withoutProcess(shim, shim.id(), Supervised.reason(e)).ifPresent(found);
      }
    }
  }

  private Optional<RunningContainer> find(Directory folder, byte[] name) {
    try (Bundle bundle = Bundle.open(folder, bundles, name)) {
      return find(bundle);
    } catch (CannotLookException e) {
      // It has ended, or is no bundle; a shim that still runs tells.
      String id = FilePath.of(name).toString();
      return Optional.ofNullable(byId.get(id))
          .flatMap(shim -> withoutProcess(shim, id, Supervised.reason(e)));
    }
  }

  private Optional<RunningContainer> find(Bundle bundle) {
    int pid;
    try {
      pid = bundle.pid();
    } catch (CannotLookException e) {
      return ofBrokenPid(bundle, e);
    }
    try {
      return running(bundle, pid);
    } catch (CannotLookException ended) {
      return Optional.empty();
    }
  }

  /**
   * A container that is only being made has no pid yet, and one in a virtual machine has none that
   * the host knows.
   */
  private Optional<RunningContainer> ofBrokenPid(Bundle bundle, CannotLookException e) {
    Optional<Shim> shim = shimOf(bundle);
    if (e.reason() == Reason.VANISHED) {
      return shim.filter(Shim::isOfVirtualMachine)
          .flatMap(s -> withoutProcess(s, bundle.id(), Reason.SANDBOXED));
    }
    return shim.flatMap(s -> withoutProcess(s, bundle.id(), Supervised.reason(e)));
  }

  private Optional<RunningContainer> running(Bundle bundle, int pid) throws CannotLookException {
    Optional<ProcessDirectory> process = host.proc().find(pid);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunningContainer> container = Optional.empty();
    try {
      ProcessStatus status = ProcessStatus.of(process.get());
      Optional<Shim> shim = shimOf(bundle, process.get(), status);
      if (shim.isPresent() && !status.hasEnded()) {
        container = Optional.of(supervised.running(shim.get(), bundle, process.get(), status));
      }
      return container;
    } finally {
      if (container.isEmpty()) {
        process.get().close();
      }
    }
  }

  /** The shim of a bundle whose process is another's child counts if the cgroup agrees. */
  private Optional<Shim> shimOf(Bundle bundle, ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    Shim parent = byPid.get(status.parent());
    if (parent != null) {
      return Optional.of(parent);
    }
    return Cgroup.parse(process.readText("cgroup")).isOf(bundle.id())
        ? shimOf(bundle)
        : Optional.empty();
  }

  private Optional<Shim> shimOf(Bundle bundle) {
    Shim own = byId.get(bundle.id());
    if (own != null) {
      return Optional.of(own);
    }
    try {
      return Optional.ofNullable(byId.get(bundle.config().annotations().get(SANDBOX_ID)));
    } catch (CannotLookException e) {
      return Optional.empty();
    }
  }

  private Optional<RunningContainer> withoutProcess(Shim shim, String id, Reason reason) {
    try {
      return Optional.of(supervised.withoutProcess(shim, id, reason));
    } catch (CannotLookException ended) {
      return Optional.empty();
    }
  }
}
