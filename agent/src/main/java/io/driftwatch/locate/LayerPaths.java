package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.IdMap;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the layers that a mount's options mean. The kernel shows them as the mounter wrote them,
 * and a runtime whose layers would not fit into the one page that mount(2) takes, or whose layers'
 * owners are to be mapped, wrote what means nothing any more: paths relative to a folder that it
 * stood in, numbers of its descriptors, temporary mounts.
 */
final class LayerPaths {

  private final HostRoot host;
  private final OverlayOptions options;
  private final FilePath base;
  private final FilePath upperdir;
  private final OwnerMap owners;

  private LayerPaths(
      HostRoot host, MountInfo mount, OverlayOptions options, FilePath upperdir, OwnerMap owners) {
    this.host = host;
    this.options = options;
    this.base = base(mount.mountPoint(), upperdir);
    this.upperdir = base.resolveAbsolute(upperdir);
    this.owners = owners;
  }

  /**
   * The overlay with the paths that its layers have on the host.
   *
   * @param host where runtimes' own records of layers are read
   * @param mount as the runtime sees it
   * @param owners which host's ids the container's are
   * @throws CannotLookException {@link Reason#NOT_OVERLAY} when it has no upperdir, {@link
   *     Reason#LAYERS_UNVERIFIED} when its layers cannot be told
   */
  static OverlayMount resolve(HostRoot host, MountInfo mount, OwnerMap owners)
      throws CannotLookException {
    OverlayOptions options = OverlayOptions.parse(mount.options());
    FilePath upperdir =
        options
            .upperdir()
            .orElseThrow(() -> new CannotLookException(Reason.NOT_OVERLAY, "no upperdir"));
    try {
      return new LayerPaths(host, mount, options, upperdir, owners).overlay();
    } catch (CannotLookException e) {
      throw unverified(e);
    }
  }

  /** A layer, or a record of layers, that is not there or no longer what it was. */
  static CannotLookException unverified(CannotLookException e) {
    return e.reason() == Reason.VANISHED || e.reason() == Reason.SWAPPED
        ? new CannotLookException(Reason.LAYERS_UNVERIFIED, e.getMessage())
        : e;
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

  private OverlayMount overlay() throws CannotLookException {
    if (options.lowerdirs().isEmpty()
        || options.lowerdirs().stream().anyMatch(path -> path.length() == 0)) {
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "a layer without a name");
    }
    List<FilePath> lowerdirs = lowerdirs();
    Optional<FilePath> index = options.workdir().filter(w -> options.hasIndex()).map(this::index);
    return new OverlayMount(
        upperdir, lowerdirs, index, options.userXattr(), lowerOwners(lowerdirs));
  }

  private FilePath index(FilePath workdir) {
    return base.resolveAbsolute(workdir).resolve("index");
  }

  private List<FilePath> lowerdirs() throws CannotLookException {
    if (options.lowerdirs().stream().allMatch(LayerPaths::isNumber)) {
      return stored();
    }
    List<FilePath> lowerdirs = new ArrayList<>();
    for (FilePath named : options.lowerdirs()) {
      lowerdirs.add(lowerdir(named));
    }
    return lowerdirs;
  }

  private FilePath lowerdir(FilePath named) throws CannotLookException {
    if (isMappedByPodman(named)) {
      return mappedByPodman(named);
    }
    if (isMappedByContainerd(named)) {
      return mappedByContainerd(named);
    }
    return base.resolveAbsolute(named);
  }

  /** podman 5 names its descriptors of the layers, since it has no room for paths. */
  private static boolean isNumber(FilePath named) {
    for (int i = 0; i < named.length(); i++) {
      if (named.at(i) < '0' || named.at(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private List<FilePath> stored() throws CannotLookException {
    List<FilePath> stored = StoredLayers.of(host, upperdir);
    if (stored.size() != options.lowerdirs().size()) {
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "as many layers as are recorded");
    }
    return stored;
  }

  /** podman mounts layers with mapped owners below this for as long as it takes. */
  private boolean isMappedByPodman(FilePath named) {
    return named.startsWith(upperdir.parent().resolve("mapped"));
  }

  /** {@code mapped/N/diff} is the layer number N, {@code mapped/0/l/LINK} has a link to it. */
  private FilePath mappedByPodman(FilePath named) throws CannotLookException {
    FilePath folder = named.parent();
    if (folder.name().equals(StoredLayers.LINKS)) {
      return base.resolve(StoredLayers.LINKS.bytes()).resolve(named.name().bytes());
    }
    List<FilePath> stored = stored();
    int number = isNumber(folder.name()) ? (int) number(folder.name()) : stored.size();
    if (number >= stored.size()) {
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "a layer that is not recorded");
    }
    return stored.get(number);
  }

  /** containerd mounts layers with mapped owners below a temporary folder of this name. */
  private boolean isMappedByContainerd(FilePath named) {
    return isTemporary(named.parent()) || isTemporary(named.parent().parent());
  }

  private static boolean isTemporary(FilePath folder) {
    return folder.name().toString().startsWith("ovl-idmapped");
  }

  /** {@code FOLDER/N/fs} is the snapshot number N; a single layer is {@code FOLDER/fs}. */
  private FilePath mappedByContainerd(FilePath named) throws CannotLookException {
    if (isTemporary(named.parent())) {
      return SnapshotLayers.only(host, upperdir);
    }
    return base.resolve(named.parent().name().bytes()).resolve(named.name().bytes());
  }

  /** A number that is too long for one is as wrong as one that is too large. */
  static long number(FilePath name) throws CannotLookException {
    try {
      return Integer.parseInt(name.toString());
    } catch (NumberFormatException e) {
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "no number: " + name);
    }
  }

  /**
   * How the owners of the layers' files were mapped when they were mounted. Where the options do
   * not tell, the topmost layer does: a runtime that cannot map owners puts a copy of the image
   * there that has the container's.
   */
  private OwnerMap lowerOwners(List<FilePath> lowerdirs) throws CannotLookException {
    if (owners.equals(OwnerMap.IDENTITY)) {
      return owners;
    }
    FilePath topmost = options.lowerdirs().get(0);
    if (isMappedByPodman(topmost) || isMappedByContainerd(topmost)) {
      return owners;
    }
    if (topmost.isAbsolute() || isChowned(lowerdirs.get(0))) {
      return OwnerMap.IDENTITY;
    }
    return owners;
  }

  private boolean isChowned(FilePath lowerdir) throws CannotLookException {
    try (Directory directory = host.openDirectory(lowerdir)) {
      long owner = directory.stat().uid();
      return owners.users().ranges().stream().anyMatch(range -> isBehind(range, owner));
    }
  }

  private static boolean isBehind(IdMap.Range range, long id) {
    return id >= range.to() && id - range.to() < range.count();
  }
}
