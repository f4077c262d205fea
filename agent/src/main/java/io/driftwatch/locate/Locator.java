package io.driftwatch.locate;

import io.driftwatch.discover.HostIds;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the overlay of a container by the mount that its runtime made. */
public final class Locator {

  private static final int INIT = 1;

  /** Where podman and docker mount an overlay, beside its upperdir. */
  private static final FilePath MERGED = FilePath.of("merged");

  private static final String MAY_MOUNT = "CAP_SYS_ADMIN";

  private final HostRoot host;
  private final RunningContainer container;
  private final MountsSeen seen;

  private Locator(HostRoot host, RunningContainer container, MountsSeen seen) {
    this.host = host;
    this.container = container;
    this.seen = seen;
  }

  /**
   * Finds the overlay of a container, and makes sure of its layers.
   *
   * @param seen what supervisors saw when the containers before it were located
   * @throws CannotLookException {@link Reason#NOT_OVERLAY} when its root is something else, {@link
   *     Reason#SANDBOXED} when the host has none of its files, {@link Reason#MOUNT_NOT_VISIBLE}
   *     when the runtime's mount is not to be seen, {@link Reason#LAYERS_UNVERIFIED} when the mount
   *     does not tell its layers or they are not to be believed
   */
  public static Located locate(HostRoot host, RunningContainer container, MountsSeen seen)
      throws CannotLookException {
    Locator locator = new Locator(host, container, seen);
    Root root = container.root();
    if (root instanceof Root.Unknown unknown) {
      throw new CannotLookException(unknown.reason(), "the runtime's state");
    }
    return root instanceof Root.OfRuntime ofRuntime
        ? locator.byRuntime(ofRuntime)
        : locator.byProcess();
  }

  /** The node with no more than the directories that certain users own. */
  static HostRoot trusted(HostRoot host, Optional<HostIds> owners) {
    return owners.map(ids -> host.trusting(stat -> ids.has(stat.uid()))).orElse(host);
  }

  private Located byRuntime(Root.OfRuntime root) throws CannotLookException {
    Optional<List<MountInfo>> own = SeenInside.by(container.process());
    List<MountInfo> mounts = mountsWith(root, own.orElse(List.of()));
    MountInfo mount = mountAt(mounts, root.mountPoint()).orElseThrow();
    requireOverlay(mount);
    // podman names another mount of the same overlay where owners are mapped.
    MountInfo merged = merged(mounts, mount).orElse(mount);
    HostRoot trusted = trusted(host, root.layerOwners());
    // Owners that a user says are mapped lie within his own ids, which are compared as they are.
    OwnerMap owners = root.layerOwners().isEmpty() ? root.owners() : OwnerMap.IDENTITY;
    OverlayMount overlay = LayerPaths.resolve(trusted, merged, owners);
    LayerCheck.verify(trusted, overlay, mounts);
    Optional<SeenInside> inside = SeenInside.of(host, container.process(), own, mount);
    Set<DeviceNumber> onlyInside =
        inside.isPresent() ? onlyInside(inside.get(), root, mounts) : Set.of();
    return new Located(
        overlay,
        container.container().readOnly() || inside.map(SeenInside::readOnly).orElse(false),
        inside.map(SeenInside::mountPoints),
        Optional.of(root.mounts()),
        root.volumes(),
        inside.map(seen -> seen.all(onlyInside)),
        root.layerOwners());
  }

  /**
   * The mounts among which the runtime's is: as its supervisor sees them, else as the host does.
   */
  private List<MountInfo> mountsWith(Root.OfRuntime root, List<MountInfo> own)
      throws CannotLookException {
    boolean isTrusted = root.layerOwners().isEmpty();
    List<MountInfo> before = isTrusted ? seen.by(root.supervisor()) : List.of();
    if (mountAt(before, root.mountPoint()).isPresent()) {
      return before;
    }
    List<MountInfo> now =
        isTrusted ? seen.byNow(root.supervisor()) : MountInfo.of(root.supervisor());
    if (mountAt(now, root.mountPoint()).isPresent()) {
      return now;
    }
    List<MountInfo> hosts = isTrusted ? hostMounts() : List.of();
    if (mountAt(hosts, root.mountPoint()).isPresent()) {
      return hosts;
    }
    throw notMounted(root, own);
  }

  /** Storage such as vfs needs no mount, so that only the container's own view tells what it is. */
  private static CannotLookException notMounted(Root.OfRuntime root, List<MountInfo> own) {
    Optional<MountInfo> ownRoot = ownRoot(own);
    return ownRoot.filter(mount -> !mount.isOverlay()).isPresent()
        ? new CannotLookException(Reason.NOT_OVERLAY, "its root is " + ownRoot.get().type())
        : new CannotLookException(
            Reason.MOUNT_NOT_VISIBLE, "nothing is mounted at " + root.mountPoint());
  }

  private List<MountInfo> hostMounts() throws CannotLookException {
    Optional<ProcessDirectory> init = host.proc().find(INIT);
    if (init.isEmpty()) {
      return List.of();
    }
    try (ProcessDirectory process = init.get()) {
      return MountInfo.of(process);
    }
  }

  /**
   * The file systems in a container that nobody sees outside. One that may not mount has none but
   * those that its runtime made there; what the host has unmounted since would look the same.
   *
   * @param mounts that its runtime's is among
   */
  private Set<DeviceNumber> onlyInside(
      SeenInside inside, Root.OfRuntime root, List<MountInfo> mounts) throws CannotLookException {
    if (!mayMount()) {
      return Set.of();
    }
    Set<DeviceNumber> devices = devices(inside.mounts().stream());
    devices.removeAll(devices(mounts.stream()));
    // What the host has mounted meanwhile may have come to the container, so that it is asked last.
    devices.removeAll(devices(MountInfo.of(root.supervisor()).stream()));
    return devices;
  }

  private boolean mayMount() {
    return container
        .container()
        .confinement()
        .map(confinement -> confinement.capabilities().contains(MAY_MOUNT))
        .orElse(true);
  }

  private static Set<DeviceNumber> devices(Stream<MountInfo> mounts) {
    return mounts.map(MountInfo::device).collect(Collectors.toCollection(HashSet::new));
  }

  /** Of mounts that are stacked on one another only the last can be seen. */
  private static Optional<MountInfo> mountAt(List<MountInfo> mounts, FilePath mountPoint) {
    return mounts.stream()
        .filter(mount -> mount.mountPoint().equals(mountPoint))
        .reduce((earlier, later) -> later);
  }

  private static Optional<MountInfo> ownRoot(List<MountInfo> mounts) {
    return mountAt(mounts, FilePath.ROOT);
  }

  /** The first mount of an overlay, which its runtime made; a container may have made others. */
  private static Optional<MountInfo> merged(List<MountInfo> mounts, MountInfo overlay) {
    return mounts.stream()
        .filter(m -> m.device().equals(overlay.device()) && m.root().equals(overlay.root()))
        .filter(m -> m.mountPoint().name().equals(MERGED))
        .findFirst();
  }

  private static void requireOverlay(MountInfo mount) throws CannotLookException {
    if (!mount.isOverlay()) {
      throw new CannotLookException(Reason.NOT_OVERLAY, "its root is " + mount.type());
    }
  }

  private Located byProcess() throws CannotLookException {
    List<MountInfo> mounts = MountInfo.of(container.process());
    MountInfo own =
        ownRoot(mounts)
            .orElseThrow(() -> new CannotLookException(Reason.MOUNT_NOT_VISIBLE, "no root mount"));
    requireOverlay(own);
    // The host sees where the runtime mounted it, which paths may be relative to.
    List<MountInfo> seenByHost = hostMounts();
    MountInfo mount = merged(seenByHost, own).orElse(own);
    OverlayMount overlay = LayerPaths.resolve(host, mount, OwnerMap.IDENTITY);
    LayerCheck.verify(host, overlay, seenByHost);
    SeenInside inside = new SeenInside(container.process().pid(), mounts, mounts.indexOf(own));
    return new Located(
        overlay,
        own.readOnly(),
        Optional.of(inside.mountPoints()),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
