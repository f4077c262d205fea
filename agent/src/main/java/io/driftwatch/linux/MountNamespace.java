package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import jnr.constants.platform.linux.Errno;

/**
 * A mount namespace of one thread's own: what is mounted in it is seen by that thread alone, and by
 * the threads and processes that it starts. For demonstrations; looking at containers mounts
 * nothing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)
 *     </a>
 */
public final class MountNamespace {

  private static final int CLONE_NEWNS = 0x20000;
  private static final long MS_REC = 1 << 14;
  private static final long MS_PRIVATE = 1 << 18;
  private static final int MNT_DETACH = 2;

  /** What ends a path or an option in the text of an overlay's options. */
  private static final String ENDS_PATH = ":,\\";

  private final Thread owner = Thread.currentThread();

  private MountNamespace() {}

  /**
   * Gives the calling thread a copy of the machine's mounts, from which nothing gets back.
   *
   * @throws CannotLookException {@link Reason#CAPABILITY_MISSING} when it may not
   */
  public static MountNamespace enter() throws CannotLookException {
    require(Linux.C.unshare(CLONE_NEWNS), "unshare");
    MountNamespace entered = new MountNamespace();
    // The copies of shared mounts still hand on what happens to them.
    entered.mount("none", FilePath.ROOT, null, MS_REC | MS_PRIVATE, null);
    return entered;
  }

  /**
   * Mounts an empty tmpfs.
   *
   * @param maxBytes how much it may hold
   */
  public void mountTmpfs(FilePath target, long maxBytes) throws CannotLookException {
    byte[] options = ("mode=0755,size=" + maxBytes).getBytes(StandardCharsets.US_ASCII);
    mount("tmpfs", target, "tmpfs", 0, options);
  }

  /**
   * Mounts an overlay.
   *
   * @param lowerdirs at least one, topmost first
   */
  public void mountOverlay(
      FilePath target, List<FilePath> lowerdirs, FilePath upperdir, FilePath workdir)
      throws CannotLookException {
    ByteArrayOutputStream options = new ByteArrayOutputStream();
    // Where a kernel has it on by default, a file with another mode is copied up without content.
    options.writeBytes("metacopy=off".getBytes(StandardCharsets.US_ASCII));
    String separator = ",lowerdir=";
    for (FilePath lowerdir : lowerdirs) {
      addPath(options, separator, lowerdir);
      separator = ":";
    }
    addPath(options, ",upperdir=", upperdir);
    addPath(options, ",workdir=", workdir);
    mount("overlay", target, "overlay", 0, options.toByteArray());
  }

  private static void addPath(ByteArrayOutputStream options, String before, FilePath path) {
    options.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
    for (byte b : path.bytes()) {
      if (ENDS_PATH.indexOf(b) >= 0) {
        options.write('\\');
      }
      options.write(b);
    }
  }

  /** Takes a mount away, with all that is mounted below it, also while it is in use. */
  public void unmount(FilePath target) throws CannotLookException {
    requireOwner();
    require(Linux.C.umount2(terminated(target.bytes()), MNT_DETACH), "unmount " + target);
  }

  private void mount(String source, FilePath target, String type, long flags, byte[] options)
      throws CannotLookException {
    requireOwner();
    int result =
        Linux.C.mount(
            terminated(source.getBytes(StandardCharsets.US_ASCII)),
            terminated(target.bytes()),
            type == null ? null : terminated(type.getBytes(StandardCharsets.US_ASCII)),
            flags,
            options == null ? null : terminated(options));
    require(result, "mount " + source + " on " + target);
  }

  private static byte[] terminated(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }

  /** On any other thread a mount would be everyone's. */
  private void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException("this mount namespace is of " + owner);
    }
  }

  private static void require(int result, String call) throws CannotLookException {
    if (result == 0) {
      return;
    }
    if (Linux.errno() == Errno.EPERM) {
      throw new CannotLookException(
          Reason.CAPABILITY_MISSING, call + " needs root with CAP_SYS_ADMIN");
    }
    throw Linux.failure(call);
  }
}
