package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.ProcessDirectory;
import java.util.Arrays;

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

  static ProcessStatus of(ProcessDirectory process) throws CannotLookException {
    return parse(process.readText("stat"), process.readText("status"));
  }

  /** The command may hold spaces and parentheses, so fields are counted from the last one. */
  static ProcessStatus parse(String stat, String status) {
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    String[] fields = stat.substring(close + 2).trim().split(" ", -1);
    return new ProcessStatus(
        stat.substring(open + 1, close),
        Integer.parseInt(fields[PARENT - STATE]),
        Long.parseLong(fields[START_TIME - STATE]),
        isRoot(status));
  }

  private static boolean isRoot(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("Uid:"))
        .map(line -> line.split("\\s+", -1))
        .allMatch(uids -> Arrays.asList(uids).subList(1, 3).stream().allMatch("0"::equals));
  }
}
