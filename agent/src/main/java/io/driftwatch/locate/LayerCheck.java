package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes sure that the layers are what the runtime mounted: that each is there for us, and that one
 * that is a mount itself, as erofs images are, is so for us, too. Its mount point would be an empty
 * directory, and all of the image would seem to be added.
 */
final class LayerCheck {

  /** Part of the paths of containerd's snapshots whose layers are always mounts. */
  private static final String EROFS = "io.containerd.snapshotter.v1.erofs";

  private LayerCheck() {}

  /**
   * Opens each layer.
   *
   * @param host with no more than what may be a layer
   * @param mounts as the runtime sees them
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when one is not as it should be
   */
  static void verify(HostRoot host, OverlayMount overlay, List<MountInfo> mounts)
      throws CannotLookException {
    Map<FilePath, MountInfo> byPoint = new HashMap<>();
    mounts.forEach(mount -> byPoint.put(mount.mountPoint(), mount));
    verifyOne(host, overlay.upperdir(), null);
    for (FilePath lowerdir : overlay.lowerdirs()) {
      MountInfo mount = byPoint.get(lowerdir);
      if (mount == null && lowerdir.toString().contains(EROFS)) {
        throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "not mounted: " + lowerdir);
      }
      verifyOne(host, lowerdir, mount);
    }
  }

  private static void verifyOne(HostRoot host, FilePath path, MountInfo mount)
      throws CannotLookException {
    try (Directory layer = host.openDirectory(path)) {
      if (mount != null && !layer.stat().device().equals(mount.device())) {
        throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "not mounted here: " + path);
      }
    } catch (CannotLookException e) {
      throw LayerPaths.unverified(e);
    }
  }
}
