package io.driftwatch.file;

/**
 * What {@code statx(2)} says of a file, links not followed.
 *
 * @param type the file's type
 * @param permissions the low 12 bits of the mode
 * @param uid owner, as the host numbers it
 * @param gid group, as the host numbers it
 * @param size bytes; what {@code st_size} means for the type
 * @param blocks 512-byte units allocated
 * @param links hard links
 * @param device the file system it lies on
 * @param inode number within {@code device}
 * @param rdev the device it stands for, {@link DeviceNumber#NONE} for anything but a device node
 * @param modified mtime; any owner can set it
 * @param changed ctime; moves with every change and cannot be set
 */
public record FileStat(
    FileType type,
    int permissions,
    long uid,
    long gid,
    long size,
    long blocks,
    int links,
    DeviceNumber device,
    long inode,
    DeviceNumber rdev,
    FileTime modified,
    FileTime changed) {

  private static final int SET_UID = 04000;
  private static final int SET_GID = 02000;
  private static final int ANY_EXECUTE = 0111;

  /** The same with other owners. */
  FileStat ownedBy(long newUid, long newGid) {
    return new FileStat(
        type,
        permissions,
        newUid,
        newGid,
        size,
        blocks,
        links,
        device,
        inode,
        rdev,
        modified,
        changed);
  }

  /** Bytes of disk that the file takes; a hole takes none. */
  public long allocatedBytes() {
    return blocks * 512;
  }

  /** The part of {@link #allocatedBytes} that this one of its hard links carries. */
  public long bytesOfLink() {
    return allocatedBytes() / Math.max(1, links);
  }

  /** Whether the file's allocation leaves room for holes. */
  public boolean isSparse() {
    return allocatedBytes() < size;
  }

  public boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  public boolean isRegularFile() {
    return type == FileType.FILE;
  }

  /** Whether an execute bit is set for anyone on a regular file. */
  public boolean isExecutable() {
    return isRegularFile() && (permissions & ANY_EXECUTE) != 0;
  }

  /** Whether running the regular file changes the user. On a directory the bit means nothing. */
  public boolean isSetUid() {
    return isRegularFile() && (permissions & SET_UID) != 0;
  }

  /**
   * Whether running the regular file changes the group. On a directory the bit means inheritance.
   */
  public boolean isSetGid() {
    return isRegularFile() && (permissions & SET_GID) != 0;
  }

  /** Whether the two describe one file of one file system. */
  public boolean isSameFile(FileStat other) {
    return inode == other.inode && device.equals(other.device);
  }

  /** Whether nothing was written to the file between the two looks, as far as its status tells. */
  public boolean isUnchangedSince(FileStat earlier) {
    return isSameFile(earlier) && size == earlier.size && changed.equals(earlier.changed);
  }
}
