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
import io.driftwatch.locate.Located;
import io.driftwatch.locate.MountInfo;
import io.driftwatch.locate.MountsInside;
import io.driftwatch.locate.VolumeDirectory;
import io.driftwatch.walk.PathErrors;
import io.driftwatch.walk.VolumeTrees;
import java.util.Optional;

/** Looks through the volumes of one container that are its own. */
final class VolumeScan {

  private final HostRoot host;
  private final Located located;
  private final DeclaredMounts declared;
  private final VolumeTrees trees;
  private final PathErrors errors;

  /**
   * @param host the node
   * @param trees through which they are looked at
   * @param errors is told what could not be looked at
   */
  VolumeScan(
      HostRoot host,
      Located located,
      DeclaredMounts declared,
      VolumeTrees trees,
      PathErrors errors) {
    this.host = host;
    this.located = located;
    this.declared = declared;
    this.trees = trees;
    this.errors = errors;
  }

  /** Looks through all of them, and what is mounted besides. */
  void run() {
    for (Volume volume : located.volumes()) {
      FilePath point = declared.points().get(volume.destination());
      if (point != null) { // else that was told
        errors.attempt(point, () -> look(volume, point));
      }
    }
    located.inside().ifPresent(this::lookBeside);
  }

  private void look(Volume volume, FilePath point) throws CannotLookException {
    boolean isOfHost = volume.onHost().isPresent();
    if (isOfHost && !lookOnHost(volume.onHost().get(), point)) {
      return;
    }
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
            .filter(MountInfo::isInMemory)
            .map(MountInfo::device);
    if (device.isPresent()) {
      requireDevice(seen, device.get());
    }
  }

  private static void requireDevice(Optional<FileStat> seen, DeviceNumber device)
      throws CannotLookException {
    if (!seen.map(FileStat::device).equals(Optional.of(device))) {
      throw notVisible();
    }
  }

  private void lookInside(Volume volume, FilePath point) throws CannotLookException {
    MountsInside mounts = located.inside().orElseThrow(VolumeScan::notVisible);
    Optional<MountInfo> topmost = mounts.topmostAt(point).filter(MountInfo::isInMemory);
    if (topmost.isPresent() && !declared.searched().contains(point)) {
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
        .filter(mounts -> mounts.at(point).size() > timesTold(volume.destination()))
        .isPresent();
  }

  private long timesTold(FilePath destination) {
    return located.told().orElseThrow().stream()
        .filter(mount -> mount.destination().equals(destination))
        .count();
  }

  /**
   * Looks at each tmpfs that the container has besides. Other file systems are the business of who
   * made them, such as docker in docker.
   */
  private void lookBeside(MountsInside mounts) {
    for (FilePath point : declared.searched()) {
      errors.attempt(point, () -> walk(mounts, mounts.topmostAt(point).orElseThrow()));
    }
  }

  private void walk(MountsInside mounts, MountInfo mount) throws CannotLookException {
    FilePath point = mount.mountPoint();
    byte[] name = point.name().bytes();
    try (Directory parent = VolumeDirectory.parentOf(host, mounts, mount)) {
      Optional<FileStat> stat = parent.cachedFind(name);
      requireDevice(stat, mount.device());
      if (stat.get().isRegularFile()) {
        trees.walk(point, parent, name);
      } else if (stat.get().isDirectory()) {
        try (Directory directory = parent.openDirectory(name)) {
          requireDevice(Optional.of(directory.stat()), mount.device());
          trees.walk(point, directory, mounts.points());
        }
      }
    }
  }

  private static CannotLookException notVisible() {
    return new CannotLookException(Reason.MOUNT_NOT_VISIBLE, "nothing of it is to be seen");
  }
}
