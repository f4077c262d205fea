package io.driftwatch.linux;

/**
 * Numbers of system calls, which differ between machines.
 *
 * @param getdents64 reads directory entries
 * @param preadv2 reads with conditions
 * @param ioprioSet sets a thread's I/O priority
 */
record SystemCall(long getdents64, long preadv2, long ioprioSet) {

  /** Newer calls have one number everywhere. */
  static final long CACHESTAT = 451;

  static final long GETXATTRAT = 464;

  static final long LISTXATTRAT = 465;

  static final SystemCall X86_64 = new SystemCall(217, 327, 251);
  static final SystemCall ARM64 = new SystemCall(61, 286, 30);

  /**
   * The numbers of this machine.
   *
   * @throws UnsupportedOperationException when it is neither x86-64 nor arm64
   */
  static SystemCall ofThisMachine() {
    String machine = System.getProperty("os.arch");
    return switch (machine) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> ARM64;
      default ->
          throw new UnsupportedOperationException(
              "driftwatch runs on x86-64 and arm64 Linux, not on " + machine);
    };
  }
}
