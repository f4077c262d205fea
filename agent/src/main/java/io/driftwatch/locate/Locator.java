package io.driftwatch.locate;

import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the overlay of a container by the mount that its runtime made. */
public final class Locator {

  private Locator() {}

  /**
   * Finds the overlay of a container.
   *
   * @throws CannotLookException {@link Reason#NOT_OVERLAY} when its root is something else, {@link
   *     Reason#MOUNT_NOT_VISIBLE} when the runtime's mount is not to be seen, {@link
   *     Reason#LAYERS_UNVERIFIED} when the mount does not tell its layers
   */
  public static Located locate(RunningContainer container) throws CannotLookException {
    List<MountInfo> seenInside = mounts(container.process());
    MountInfo ownRoot =
        last(seenInside, mount -> mount.mountPoint().equals(FilePath.ROOT))
            .orElseThrow(() -> new CannotLookException(Reason.MOUNT_NOT_VISIBLE, "no root mount"));
    Root root = container.root();
    if (root instanceof Root.OfRuntime ofRuntime) {
      MountInfo mount = mountOf(ofRuntime);
      boolean readOnly = container.container().readOnly() || ownRoot.readOnly();
      // A first process that went elsewhere does not see the container's mounts.
      Set<FilePath> mountPoints =
          ownRoot.device().equals(mount.device())
              ? mountPoints(seenInside)
              : Set.copyOf(ofRuntime.mountDestinations());
      return new Located(
          overlay(mount), readOnly, mountPoints, Optional.of(ofRuntime.mountDestinations()));
    }
    if (root instanceof Root.Unknown unknown) {
      throw new CannotLookException(unknown.reason(), "the runtime's state");
    }
    return new Located(
        overlay(ownRoot), ownRoot.readOnly(), mountPoints(seenInside), Optional.empty());
  }

  private static List<MountInfo> mounts(ProcessDirectory process) throws CannotLookException {
    return MountInfo.parse(process.read("mountinfo"));
  }

  private static MountInfo mountOf(Root.OfRuntime root) throws CannotLookException {
    return last(mounts(root.shim()), mount -> mount.mountPoint().equals(root.mountPoint()))
        .orElseThrow(
            () ->
                new CannotLookException(
                    Reason.MOUNT_NOT_VISIBLE, "nothing is mounted at " + root.mountPoint()));
  }

  /** Of mounts that are stacked on one another only the last can be seen. */
  private static Optional<MountInfo> last(List<MountInfo> mounts, Predicate<MountInfo> which) {
    return mounts.stream().filter(which).reduce((earlier, later) -> later);
  }

  private static Set<FilePath> mountPoints(List<MountInfo> mounts) {
    return mounts.stream()
        .map(MountInfo::mountPoint)
        .filter(path -> !path.equals(FilePath.ROOT))
        .collect(Collectors.toSet());
  }

  private static OverlayMount overlay(MountInfo mount) throws CannotLookException {
    if (!mount.isOverlay()) {
      throw new CannotLookException(Reason.NOT_OVERLAY, "its root is " + mount.type());
    }
    OverlayOptions options = OverlayOptions.parse(mount.options());
    FilePath upperdir =
        options
            .upperdir()
            .orElseThrow(() -> new CannotLookException(Reason.NOT_OVERLAY, "no upperdir"));
    return LayerPaths.absolute(mount.mountPoint(), upperdir, options);
  }
}
