package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What /proc/PID/stat and /proc/PID/status say of a process.
 *
 * @param command the first 15 characters of its program's name
 * @param hasEnded whether only its parent's interest in its exit status is left, and not a thread
 *     either that goes on without the first
 * @param parent pid of its parent
 * @param startTicks when it started, in hundredths of a second after boot
 * @param user its effective user, as the host numbers it; {@link #NOBODY} when that is not told
 * @param isRoot whether its real and effective user are 0
 * @param pidNamespaces in how many nested pid namespaces it is, counted from that of /proc; 0 when
 *     the kernel does not tell
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessStatus(
    String command,
    boolean hasEnded,
    int parent,
    long startTicks,
    long user,
    boolean isRoot,
    int pidNamespaces) {

  /** No user has this number. */
  static final long NOBODY = -1;

  private static final int STATE = 3;
  private static final int PARENT = 4;
  private static final int THREADS = 20;
  private static final int START_TIME = 22;

  /** Real and effective user; further users follow. */
  private static final Pattern USERS = Pattern.compile("(?:^|\\n)Uid:\\t([0-9]+)\\t([0-9]+)\\t");

  /** Its pid in each namespace. */
  private static final Pattern PIDS = Pattern.compile("\\nNSpid:((?:\\t[0-9]+)+)");

  static ProcessStatus of(ProcessDirectory process) throws CannotLookException {
    return parse(process.readText("stat"), process.readText("status"));
  }

  /**
   * Reads the two files. The command may hold spaces, parentheses and carriage returns, so that
   * fields are counted from the last parenthesis, and only a line feed ends a line.
   *
   * @throws CannotLookException {@link Reason#STATE_INVALID} when they are not what the kernel
   *     writes
   */
  static ProcessStatus parse(String stat, String status) throws CannotLookException {
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    if (open < 0 || close < open || close + 2 > stat.length()) {
      throw invalid();
    }
    String[] fields = stat.substring(close + 2).trim().split(" ", -1);
    if (fields.length <= START_TIME - STATE) {
      throw invalid();
    }
    Matcher users = USERS.matcher(status);
    boolean hasUsers = users.find();
    Matcher pids = PIDS.matcher(status);
    try {
      return new ProcessStatus(
          stat.substring(open + 1, close),
          hasEnded(fields),
          Integer.parseInt(fields[PARENT - STATE]),
          Long.parseLong(fields[START_TIME - STATE]),
          hasUsers ? Long.parseLong(users.group(2)) : NOBODY,
          hasUsers && users.group(1).equals("0") && users.group(2).equals("0"),
          pids.find() ? pids.group(1).split("\t", -1).length - 1 : 0);
    } catch (NumberFormatException e) {
      throw invalid();
    }
  }

  /** The first thread may end long before the others, and then looks as if all had. */
  private static boolean hasEnded(String[] fields) {
    return (fields[0].equals("Z") || fields[0].equals("X"))
        && Long.parseLong(fields[THREADS - STATE]) <= 1;
  }

  /** Whether it is in the host's own pid namespace and not in one of a container. */
  boolean isInPidNamespaceOfHost() {
    return pidNamespaces == 1;
  }

  private static CannotLookException invalid() {
    return new CannotLookException(Reason.STATE_INVALID, "no /proc/PID/stat");
  }
}
