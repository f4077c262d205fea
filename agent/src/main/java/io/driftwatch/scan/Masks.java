package io.driftwatch.scan;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.MountInfo;
import io.driftwatch.locate.MountsInside;
import io.driftwatch.locate.VolumeDirectory;
import java.util.Optional;

/**
 * Tells whether what hides a path of a container is as runtimes make it: {@code /dev/null} over a
 * file; over a directory an empty one that is read-only, runc's a tmpfs, crun's of its own folder.
 * A container that may mount can put something of its own there.
 */
final class Masks {

  /** {@code /dev/null}, by Linux' list of devices. */
  private static final DeviceNumber NULL = new DeviceNumber(1, 3);

  private final HostRoot host;
  private final MountsInside mounts;

  Masks(HostRoot host, MountsInside mounts) {
    this.host = host;
    this.mounts = mounts;
  }

  /**
   * Whether a mount hides a path and holds nothing. Where something else is met than what was seen
   * mounted there, it is none.
   */
  boolean isOne(MountInfo mount) throws CannotLookException {
    byte[] name = mount.mountPoint().name().bytes();
    try (Directory parent = VolumeDirectory.parentOf(host, mounts, mount)) {
      Optional<FileStat> stat = parent.cachedFind(name);
      return stat.isPresent()
          && stat.get().device().equals(mount.device())
          && (isNull(stat.get()) || isEmptyDirectory(parent, name, stat.get(), mount));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.MOUNT_NOT_VISIBLE || e.reason() == Reason.SWAPPED) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isNull(FileStat stat) {
    return stat.type() == FileType.CHAR && stat.rdev().equals(NULL);
  }

  private static boolean isEmptyDirectory(
      Directory parent, byte[] name, FileStat stat, MountInfo mount) throws CannotLookException {
    if (!stat.isDirectory() || !mount.isLocal() || !mount.readOnly()) {
      return false;
    }
    try (Directory directory = parent.openDirectory(name)) {
      return directory.names(Directory.START).names().isEmpty();
    }
  }
}
