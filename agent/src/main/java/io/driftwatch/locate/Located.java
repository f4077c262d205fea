package io.driftwatch.locate;

import io.driftwatch.container.Rootfs;
import io.driftwatch.discover.HostIds;
import io.driftwatch.discover.ToldMount;
import io.driftwatch.discover.Volume;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a container's root is, and what is mounted in it.
 *
 * @param overlay its overlay
 * @param readOnly whether the container sees its root read-only
 * @param mountPoints what is mounted in the container, {@code /} among it when something lies on
 *     its root; empty when none of its processes sees it
 * @param told what the runtime was told to mount; empty when there is no runtime to say
 * @param volumes which of them are volumes of the container's own
 * @param inside the mounts that one of its processes sees; empty when none does, or nobody knows
 *     what is meant to be mounted
 * @param layerOwners who must own each layer for it to be believed; empty when all are
 */
public record Located(
    OverlayMount overlay,
    boolean readOnly,
    Optional<Set<FilePath>> mountPoints,
    Optional<List<ToldMount>> told,
    List<Volume> volumes,
    Optional<MountsInside> inside,
    Optional<HostIds> layerOwners) {

  /** Whether a mount point is a path of the root itself, and not of another mount on it. */
  public boolean isOnRoot(FilePath point) {
    return !point.equals(FilePath.ROOT)
        && inside.filter(mounts -> !mounts.around(point).equals(mounts.root().device())).isEmpty();
  }

  /** The root for the report. */
  public Rootfs rootfs() {
    return new Rootfs("overlay", readOnly, Optional.of(overlay.upperdir()), overlay.lowerdirs());
  }

  /** The node with no more than the directories that may be layers of this. */
  public HostRoot layersOf(HostRoot host) {
    return Locator.trusted(host, layerOwners);
  }
}
