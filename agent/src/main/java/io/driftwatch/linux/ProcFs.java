package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's files about processes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public final class ProcFs implements AutoCloseable {

  private static final int MAX_FILE_BYTES = 1 << 20;

  private final Directory proc;

  ProcFs(Directory proc) {
    this.proc = proc;
  }

  /** Every process that runs now. */
  public List<Integer> pids() throws CannotLookException {
    List<Integer> pids = new ArrayList<>();
    for (byte[] name : proc.allNames()) {
      if (name[0] >= '1' && name[0] <= '9') {
        pids.add(Integer.valueOf(new String(name, StandardCharsets.US_ASCII)));
      }
    }
    return pids;
  }

  /** Holds on to a process, when there is one with this number. */
  public Optional<ProcessDirectory> find(int pid) throws CannotLookException {
    try {
      byte[] name = Integer.toString(pid).getBytes(StandardCharsets.US_ASCII);
      return Optional.of(new ProcessDirectory(pid, proc.openDirectory(name)));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.VANISHED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A file of the kernel's own, such as {@code stat}, as text. */
  public String read(String file) throws CannotLookException {
    return new String(proc.readFile(file, MAX_FILE_BYTES), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    proc.close();
  }
}
