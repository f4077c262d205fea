package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.regex.Pattern;

/**
 * What /proc/PID/stat and /proc/PID/status say of a process.
 *
 * @param command the first 15 characters of its program's name
 * @param parent pid of its parent
 * @param startTicks when it started, in hundredths of a second after boot
 * @param isRoot whether its real and effective user are 0
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessStatus(String command, int parent, long startTicks, boolean isRoot) {

  private static final int STATE = 3;
  private static final int PARENT = 4;
  private static final int START_TIME = 22;

  /** Real and effective user; further users follow. */
  private static final Pattern ROOT = Pattern.compile("(?:^|\\n)Uid:\\t0\\t0\\t");

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
    try {
      return new ProcessStatus(
          stat.substring(open + 1, close),
          Integer.parseInt(fields[PARENT - STATE]),
          Long.parseLong(fields[START_TIME - STATE]),
          ROOT.matcher(status).find());
    } catch (NumberFormatException e) {
      throw invalid();
    }
  }

  private static CannotLookException invalid() {
    return new CannotLookException(Reason.STATE_INVALID, "no /proc/PID/stat");
  }
}
