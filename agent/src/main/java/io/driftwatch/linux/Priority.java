package io.driftwatch.linux;

/**
 * How a thread stands behind the others of the node.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioprio_set.2.html">ioprio_set(2)</a>
 */
public final class Priority {

  private static final int LAST_NICE = 19;
  private static final int PRIO_PROCESS = 0;

  private static final long IOPRIO_WHO_PROCESS = 1;
  private static final long IOPRIO_CLASS_IDLE = 3L << 13;

  private static final int CALLING_THREAD = 0;

  private Priority() {}

  /**
   * Lets the calling thread, and the threads that it starts from now on, use the processor last and
   * the disk only while nobody else does. Unprivileged there is no way back.
   *
   * @return whether both were granted; where not, it goes on as before
   */
  public static boolean lowerThisThread() {
    boolean nice = Linux.C.setpriority(PRIO_PROCESS, CALLING_THREAD, LAST_NICE) == 0;
    boolean idle =
        Linux.C.syscall(
                Linux.CALL.ioprioSet(),
                IOPRIO_WHO_PROCESS,
                CALLING_THREAD,
                IOPRIO_CLASS_IDLE,
                0,
                0,
                0)
            == 0;
    return nice && idle;
  }
}
