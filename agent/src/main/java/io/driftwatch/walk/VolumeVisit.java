package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.walk.Frame.Listing;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at one name of a volume's directory: there is no image, and an overlay's marks are none.
 */
final class VolumeVisit implements Visit {

  /** What the kernel reads at least. */
  private static final long PAGE_BYTES = 4_096;

  private final Layers layers;
  private final Look look;
  private final DeviceNumber device;
  private final boolean isOfHost;
  private final Set<FilePath> mountedOn;
  private final PathBuffer path;
  private final FileVisitor visitor;

  /**
   * @param layers the volume alone, standing where the walk does
   * @param device of its file system
   * @param isOfHost whether it is looked at by its path on the host, where an overlay that it lies
   *     on may give files other devices than directories
   * @param mountedOn where the container sees something else, which is not asked for anything
   * @param path of the walk
   */
  VolumeVisit(
      Layers layers,
      Look look,
      DeviceNumber device,
      boolean isOfHost,
      Set<FilePath> mountedOn,
      PathBuffer path,
      FileVisitor visitor) {
    this.layers = layers;
    this.look = look;
    this.device = device;
    this.isOfHost = isOfHost;
    this.mountedOn = mountedOn;
    this.path = path;
    this.visitor = visitor;
  }

  @Override
  public Layers cursor(Listing listing) {
    return layers;
  }

  /** What the container sees elsewhere lies under a mount. */
  @Override
  public boolean isOfInterest(byte[] name) {
    return mountedOn.isEmpty() || !mountedOn.contains(path.resolve(name));
  }

  /** A volume has no image. */
  @Override
  public Optional<Child> visit(Frame frame, Listing listing, byte[] name) {
    return Optional.empty();
  }

  /** A volume is no copy of anything. */
  @Override
  public void bareCopy() {}

  @Override
  public Optional<Child> visit(Frame frame, byte[] name, LayerEntry entry, boolean isTold)
      throws CannotLookException {
    FileStat stat = entry.stat();
    boolean isOfVolume = stat.device().equals(device);
    if (stat.isDirectory() && isOfVolume) {
      return Optional.of(new Child(name, stat.inode(), LowerStack.EMPTY, LowerStack.EMPTY, false));
    }
    if (stat.isDirectory() && isOfHost) {
      // No mount of the container's is seen there, but a part of the volume may be, as of btrfs.
      visitor.cannotLook(path.resolve(name), Reason.MOUNT_NOT_VISIBLE);
    } else if (stat.isRegularFile() && (isOfVolume || isOfHost)) {
      visitFile(path.resolve(name), entry, look, visitor);
    }
    return Optional.empty();
  }

  /** Looks at a regular file, unless it is known to be of no interest. */
  static void visitFile(FilePath at, LayerEntry entry, Look look, FileVisitor visitor)
      throws CannotLookException {
    FileStat stat = entry.stat();
    boolean isRead = stat.size() > 0 && !stat.isExecutable();
    if (isRead && look.memory.isPlain(stat) && !visitor.wants(at)) {
      return;
    }
    if (isRead) {
      look.allowance.spend(PAGE_BYTES);
    }
    if (!visitor.file(at, entry) && isRead) {
      look.memory.rememberPlain(stat);
    }
  }
}
