package io.driftwatch.file;

/** Makes the status of a file that a test does not look for on disk. */
public final class FileStatBuilder {

  private static final DeviceNumber DISK = new DeviceNumber(254, 0);

  private final FileType type;
  private int permissions = 0644;
  private long uid;
  private long gid;
  private long size;
  private long blocks;
  private int links = 1;
  private DeviceNumber device = DISK;
  private long inode = 1;
  private DeviceNumber rdev = DeviceNumber.NONE;
  private FileTime modified = new FileTime(0, 0);
  private FileTime changed = new FileTime(0, 0);

  private FileStatBuilder(FileType type) {
    this.type = type;
  }

  /** A file of this type, of root's, mode 0644, empty. */
  public static FileStatBuilder of(FileType type) {
    return new FileStatBuilder(type);
  }

  public FileStatBuilder permissions(int some) {
    permissions = some;
    return this;
  }

  public FileStatBuilder owner(long user, long group) {
    uid = user;
    gid = group;
    return this;
  }

  /** Its size, all of which is allocated. */
  public FileStatBuilder size(long bytes) {
    size = bytes;
    blocks = (bytes + 511) / 512;
    return this;
  }

  public FileStatBuilder blocks(long units) {
    blocks = units;
    return this;
  }

  public FileStatBuilder links(int names) {
    links = names;
    return this;
  }

  public FileStatBuilder identity(DeviceNumber fileSystem, long number) {
    device = fileSystem;
    inode = number;
    return this;
  }

  public FileStatBuilder rdev(int major, int minor) {
    rdev = new DeviceNumber(major, minor);
    return this;
  }

  public FileStatBuilder modified(long seconds, int nanos) {
    modified = new FileTime(seconds, nanos);
    return this;
  }

  public FileStatBuilder changed(long seconds, int nanos) {
    changed = new FileTime(seconds, nanos);
    return this;
  }

  /** The status. */
  public FileStat build() {
    return new FileStat(
        type, permissions, uid, gid, size, blocks, links, device, inode, rdev, modified, changed);
  }
}
