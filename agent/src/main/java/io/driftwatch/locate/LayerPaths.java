package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Makes layer paths absolute. A runtime whose layers would not fit into the one page that mount(2)
 * takes changes into a folder and names them relative to it; the kernel shows them as they were
 * given.
 */
final class LayerPaths {

  private LayerPaths() {}

  /**
   * The overlay with absolute paths.
   *
   * @param mountPoint where the runtime mounted it
   * @param upperdir as the mount has it
   */
  static OverlayMount absolute(FilePath mountPoint, FilePath upperdir, OverlayOptions options)
      throws CannotLookException {
    if (options.lowerdirs().stream().anyMatch(path -> path.length() == 0)) {
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "an empty name among the layers");
    }
    FilePath base = base(mountPoint, upperdir);
    List<FilePath> lowerdirs = options.lowerdirs().stream().map(base::resolveAbsolute).toList();
    if (lowerdirs.isEmpty()) {
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "no layers");
    }
    return new OverlayMount(
        base.resolveAbsolute(upperdir),
        lowerdirs,
        Optional.empty(),
        options.userXattr(),
        OwnerMap.IDENTITY);
  }

  /**
   * The folder that holds all layers: two levels above an upperdir ({@code snapshots/N/fs} of
   * containerd), or, where that is relative too, above the mount point ({@code overlay2/ID/merged}
   * of docker).
   */
  private static FilePath base(FilePath mountPoint, FilePath upperdir) {
    FilePath deep = upperdir.isAbsolute() ? upperdir : mountPoint;
    return deep.parent().parent();
  }
}
