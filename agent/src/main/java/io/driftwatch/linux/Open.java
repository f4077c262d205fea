package io.driftwatch.linux;

/**
 * Flags of openat(2).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 */
final class Open {

  static final int NONBLOCK = 04000;
  static final int NOCTTY = 0400;
  static final int CLOEXEC = 02000000;
  static final int NOATIME = 01000000;
  static final int PATH = 010000000;
  static final int DIRECTORY = isArm() ? 040000 : 0200000;
  static final int NOFOLLOW = isArm() ? 0100000 : 0400000;

  private Open() {}

  private static boolean isArm() {
    return SystemCall.ofThisMachine().equals(SystemCall.ARM64);
  }
}
