package io.driftwatch.locate;

import io.driftwatch.discover.Volume.OnHost;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.List;
import java.util.Optional;

/** Opens what a container's volumes are in. */
public final class VolumeDirectory {

  private VolumeDirectory() {}

  /**
   * Opens the directory on the host that a volume's mount has a name in. Up to the volume itself
   * the path is the kubelet's; what follows is the container's, and no link in it is followed.
   *
   * @param host with no more than what may be the container's
   * @return empty when the volume is of another kind
   */
  public static Optional<Directory> parentOf(HostRoot host, OnHost volume)
      throws CannotLookException {
    boolean isWithin = volume.source().startsWith(volume.folder());
    try (Directory folder = host.openDirectory(volume.folder())) {
      if (volume.source().equals(volume.folder()) || !isWithin) {
        return Optional.of(host.openDirectory(volume.source().parent()));
      }
      List<byte[]> names = volume.source().names();
      int first = volume.folder().names().size();
      return Optional.of(down(folder, names.subList(first, names.size() - 1)));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.VANISHED && !isWithin) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Directory down(Directory from, List<byte[]> names) throws CannotLookException {
    Directory at = from.reopen();
    for (byte[] name : names) {
      try (Directory parent = at) {
        at = parent.openDirectory(name);
      }
    }
    return at;
  }

  /**
   * Opens the directory in which a container sees something mounted, by the root of the process
   * that sees it. On the way no other mounts are entered than those that the process was seen to
   * have, each known by its device before it is asked for anything, and none that has a server of
   * the container's own, as FUSE has: it need never answer.
   *
   * @param mounts as the process sees them, the container's root first
   * @param mount one of them, which none of them lies on
   * @throws CannotLookException {@link Reason#MOUNT_NOT_VISIBLE} when the way leads elsewhere, as
   *     when the process has changed its root since; {@link Reason#VANISHED} when it has ended
   */
  public static Directory parentOf(HostRoot host, MountsInside mounts, MountInfo mount)
      throws CannotLookException {
    try (ProcessDirectory process =
        host.proc().find(mounts.pid()).orElseThrow(VolumeDirectory::ended)) {
      return parentOf(process, mounts, mount);
    }
  }

  private static Directory parentOf(ProcessDirectory process, MountsInside mounts, MountInfo mount)
      throws CannotLookException {
    DeviceNumber device = mounts.root().device();
    require(process.cachedStatOf("root"), device);
    Directory at = process.openDirectory("root");
    boolean arrived = false;
    try {
      require(at.stat(), device);
      FilePath path = FilePath.ROOT;
      for (byte[] name : mount.mountPoint().parent().names()) {
        path = path.resolve(name);
        Optional<MountInfo> onTheWay = mounts.topmostAt(path);
        if (onTheWay.filter(mounts::mayNotAnswer).isPresent()) {
          throw elsewhere("a file system of the container's own, which need never answer");
        }
        device = onTheWay.map(MountInfo::device).orElse(device);
        Directory below = open(at, name, device);
        at.close();
        at = below;
      }
      arrived = true;
      return at;
    } finally {
      if (!arrived) {
        at.close();
      }
    }
  }

  private static Directory open(Directory parent, byte[] name, DeviceNumber device)
      throws CannotLookException {
    require(parent.cachedFind(name).orElseThrow(() -> elsewhere("gone")), device);
    Directory opened = parent.openDirectory(name);
    boolean arrived = false;
    try {
      require(opened.stat(), device);
      arrived = true;
      return opened;
    } finally {
      if (!arrived) {
        opened.close();
      }
    }
  }

  private static void require(FileStat stat, DeviceNumber device) throws CannotLookException {
    if (!stat.isDirectory() || !stat.device().equals(device)) {
      throw elsewhere("another file system than is mounted there");
    }
  }

  /** Which says nothing of what is mounted there. */
  private static CannotLookException ended() {
    return new CannotLookException(Reason.VANISHED, "the process has ended");
  }

  private static CannotLookException elsewhere(String why) {
    return new CannotLookException(Reason.MOUNT_NOT_VISIBLE, why);
  }
}
