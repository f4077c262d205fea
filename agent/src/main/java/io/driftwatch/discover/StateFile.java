package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.nio.charset.StandardCharsets;

/** A small file that a runtime keeps: regular, without following a link, and of bounded size. */
final class StateFile {

  private static final int MAX_PID_BYTES = 32;

  private StateFile() {}

  /**
   * Everything in the file.
   *
   * @throws CannotLookException {@link Reason#VANISHED} when there is none, {@link
   *     Reason#STATE_INVALID} when it is something else than a regular file, or too long
   */
  static byte[] read(Directory folder, String name, int limit) throws CannotLookException {
    try {
      return folder.readFile(name, limit);
    } catch (CannotLookException e) {
      throw e.reason() == Reason.SWAPPED
          ? new CannotLookException(Reason.STATE_INVALID, "no regular file: " + name)
          : e;
    }
  }

  /** The number of a process, from a file that holds nothing else. */
  static int readPid(Directory folder, String name) throws CannotLookException {
    String pid = new String(read(folder, name, MAX_PID_BYTES), StandardCharsets.US_ASCII).trim();
    try {
      int number = Integer.parseInt(pid);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new CannotLookException(Reason.STATE_INVALID, "no pid in " + name);
  }
}
