package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One line of /proc/PID/mountinfo.
 *
 * @param id the kernel's number of this mount
 * @param device of the mounted file system
 * @param root which directory of the file system is mounted
 * @param mountPoint where, as the process sees it
 * @param readOnly whether this mount is read-only, whatever the file system is
 * @param type file system type
 * @param options of the file system, with their escapes, which are the file system's own
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record MountInfo(
    int id,
    DeviceNumber device,
    FilePath root,
    FilePath mountPoint,
    boolean readOnly,
    String type,
    String options) {

  private static final Set<String> LOCAL =
      Set.of("overlay", "tmpfs", "ramfs", "ext4", "xfs", "btrfs");

  /** Not efivarfs, which keeps what is written to it. */
  private static final Set<String> KERNELS =
      Set.of(
          "proc",
          "sysfs",
          "autofs",
          "devpts",
          "mqueue",
          "cgroup",
          "cgroup2",
          "binfmt_misc",
          "bpf",
          "configfs",
          "debugfs",
          "fusectl",
          "nfsd",
          "nsfs",
          "pstore",
          "resctrl",
          "securityfs",
          "selinuxfs",
          "smackfs",
          "tracefs");

  private static final int ID = 0;
  private static final int DEVICE = 2;
  private static final int ROOT = 3;
  private static final int MOUNT_POINT = 4;
  private static final int MOUNT_OPTIONS = 5;
  private static final int FIRST_OPTIONAL = 6;

  /** The mounts that a process sees. */
  static List<MountInfo> of(ProcessDirectory process) throws CannotLookException {
    return parse(process.read("mountinfo"));
  }

  /**
   * Reads the lines in their order; a later one may lie on top of an earlier one.
   *
   * @throws CannotLookException {@link Reason#STATE_INVALID} when one is not what the kernel writes
   */
  public static List<MountInfo> parse(byte[] mountinfo) throws CannotLookException {
    // One character a byte, so that nothing is lost before escapes are undone.
    String text = new String(mountinfo, StandardCharsets.ISO_8859_1);
    List<MountInfo> mounts = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        mounts.add(parseLine(line));
      }
    }
    return mounts;
  }

  /**
   * Fields: id, parent, device, root, mount point, options, any number, "-", type, source, options.
   */
  private static MountInfo parseLine(String line) throws CannotLookException {
    List<String> fields = Arrays.asList(line.split(" ", -1));
    int separator =
        fields.subList(Math.min(FIRST_OPTIONAL, fields.size()), fields.size()).indexOf("-");
    int type = FIRST_OPTIONAL + separator + 1;
    if (separator < 0 || type + 1 >= fields.size()) {
      throw invalid();
    }
    return new MountInfo(
        id(fields.get(ID)),
        device(fields.get(DEVICE)),
        Octal.unescape(fields.get(ROOT)),
        Octal.unescape(fields.get(MOUNT_POINT)),
        Arrays.asList(fields.get(MOUNT_OPTIONS).split(",", -1)).contains("ro"),
        fields.get(type),
        fields.get(fields.size() - 1));
  }

  private static DeviceNumber device(String field) throws CannotLookException {
    try {
      return DeviceNumber.parse(field);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static int id(String field) throws CannotLookException {
    try {
      return Integer.parseInt(field);
    } catch (NumberFormatException e) {
      throw invalid();
    }
  }

  private static CannotLookException invalid() {
    return new CannotLookException(Reason.STATE_INVALID, "no line of mountinfo");
  }

  /** Whether a process that sees this as its own root directory sees the root of another mount. */
  boolean isRootOf(MountInfo mount) {
    return isRoot() && device.equals(mount.device) && root.equals(mount.root);
  }

  /** Whether it is mounted at the root directory of whoever sees it. */
  boolean isRoot() {
    return mountPoint.equals(FilePath.ROOT);
  }

  /** Whether it is a file system of the kernel's own, in which nobody can put a file. */
  public boolean isKernels() {
    return KERNELS.contains(type);
  }

  /** Whether to look at its directories asks nobody's server, which need never answer. */
  public boolean isLocal() {
    return LOCAL.contains(type);
  }

  /** Whether to look at its directories asks a server, or has one started, as automounters do. */
  boolean isServed() {
    return type.equals("autofs") || !(isLocal() || isKernels());
  }

  /** Whether it is a file system in memory, which only those see who have it mounted. */
  public boolean isInMemory() {
    return type.equals("tmpfs") || type.equals("ramfs");
  }

  /** Whether it is a file system that who may mount makes out of nothing: no device, no server. */
  boolean isMadeAnywhere() {
    return isInMemory() || type.equals("overlay");
  }

  /** Whether it is the mount of a whole overlay. */
  public boolean isOverlay() {
    return type.equals("overlay") && root.equals(FilePath.ROOT);
  }
}
