package io.driftwatch.scan;

import io.driftwatch.discover.Volume;
import io.driftwatch.discover.Volume.OnHost;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import io.driftwatch.locate.Located;
import io.driftwatch.locate.MountInfo;
import io.driftwatch.locate.MountsInside;
import io.driftwatch.locate.VolumeDirectory;
import io.driftwatch.walk.PathErrors;
import io.driftwatch.walk.VolumeTrees;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Looks through the volumes of one container that are its own. */
final class VolumeScan {

  private static final String TMPFS = "tmpfs";

  private final HostRoot host;
  private final ProcessDirectory process;
  private final Located located;
  private final DeclaredMounts declared;
  private final VolumeTrees trees;
  private final PathErrors errors;

  /** Mount points of volumes. */
  private final Set<FilePath> volumes = new HashSet<>();

  /**
   * @param host the node
   * @param process the container's first
   * @param trees through which they are looked at
   * @param errors is told what could not be looked at
   */
  VolumeScan(
      HostRoot host,
      ProcessDirectory process,
      Located located,
      DeclaredMounts declared,
      VolumeTrees trees,
      PathErrors errors) {
    this.host = host;
    this.process = process;
    this.located = located;
    this.declared = declared;
    this.trees = trees;
    this.errors = errors;
  }

  /** Looks through all of them. */
  void run() {
    for (Volume volume : located.volumes()) {
      FilePath point = declared.points().get(volume.destination());
      if (point != null) { // else that was told
        errors.attempt(point, () -> look(volume, point));
      }
    }
    located.inside().ifPresent(this::lookWithin);
  }

  private void look(Volume volume, FilePath point) throws CannotLookException {
    boolean isOfHost = volume.onHost().isPresent();
    if (isOfHost && !lookOnHost(volume.onHost().get(), point)) {
      return;
    }
    volumes.add(point);
    if (!isOfHost || isCovered(volume, point)) {
      lookInside(volume, point);
    }
  }

  /** Looks at an emptyDir or a file; not if the volume is of another kind. */
  private boolean lookOnHost(OnHost onHost, FilePath point) throws CannotLookException {
    byte[] name = onHost.source().name().bytes();
    try (Directory parent = VolumeDirectory.parentOf(located.layersOf(host), onHost).orElse(null)) {
      if (parent != null) {
        requireMounted(parent.find(name), point);
        trees.walk(point, parent, name);
      }
      return parent != null;
    }
  }

  /** An emptyDir in memory is a mount, which may not have come to where the agent sees the host. */
  private void requireMounted(Optional<FileStat> seen, FilePath point) throws CannotLookException {
    Optional<DeviceNumber> device =
        located
            .inside()
            .flatMap(mounts -> mounts.lowestAt(point))
            .filter(VolumeScan::isTmpfs)
            .map(MountInfo::device);
    if (device.isPresent() && !seen.map(FileStat::device).equals(device)) {
      throw notVisible();
    }
  }

  private void lookInside(Volume volume, FilePath point) throws CannotLookException {
    MountsInside mounts = located.inside().orElseThrow(VolumeScan::notVisible);
    Optional<MountInfo> topmost = mounts.topmostAt(point).filter(VolumeScan::isTmpfs);
    if (topmost.isPresent()) {
      walk(mounts, topmost.get());
    }
    // What lies below another mount is still there, for whoever has it open, or takes that away.
    if (topmost.isEmpty() || isCovered(volume, point)) {
      throw notVisible();
    }
  }

  private boolean isCovered(Volume volume, FilePath point) {
    return located
        .inside()
        .filter(mounts -> mounts.countAt(point) > timesTold(volume.destination()))
        .isPresent();
  }

  private long timesTold(FilePath destination) {
    return located.declared().orElseThrow().stream().filter(destination::equals).count();
  }

  /**
   * Looks at each tmpfs that the container made within its volumes, where it is no finding. Other
   * file systems there are the business of who made them, such as docker in docker.
   */
  private void lookWithin(MountsInside mounts) {
    for (FilePath point : mounts.points()) {
      Optional<MountInfo> topmost = mounts.topmostAt(point).filter(VolumeScan::isTmpfs);
      if (topmost.isPresent() && isWithinVolume(point)) {
        errors.attempt(point, () -> walk(mounts, topmost.get()));
      }
    }
  }

  /** Whether the innermost mount that the runtime was told of, and that holds it, is a volume. */
  private boolean isWithinVolume(FilePath point) {
    return !declared.points().containsValue(point)
        && declared.points().values().stream()
            .filter(point::startsWith)
            .max((a, b) -> Integer.compare(a.length(), b.length()))
            .filter(volumes::contains)
            .isPresent();
  }

  private void walk(MountsInside mounts, MountInfo mount) throws CannotLookException {
    FilePath point = mount.mountPoint();
    Set<FilePath> mountedOn = new HashSet<>(mounts.points());
    mountedOn.removeIf(other -> other.equals(point) || !other.startsWith(point));
    try (Directory directory = VolumeDirectory.of(process, mounts, mount)) {
      trees.walk(point, directory, mountedOn);
    }
  }

  private static boolean isTmpfs(MountInfo mount) {
    return mount.type().equals(TMPFS);
  }

  private static CannotLookException notVisible() {
    return new CannotLookException(Reason.MOUNT_NOT_VISIBLE, "nothing of it is to be seen");
  }
}
