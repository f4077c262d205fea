package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.nio.charset.StandardCharsets;

/**
 * The folder that a runtime keeps for a container: what it was told to run, and more.
 *
 * @param id the container's
 * @param directory the folder
 * @param path where it is on the host
 */
record Bundle(String id, Directory directory, FilePath path) implements AutoCloseable {

  private static final String PID_FILE = "init.pid";

  /** Where containerd's shim for OCI runtimes notes which of them it was told to run. */
  private static final String RUNTIME_FILE = "runtime";

  private static final int MAX_RUNTIME_BYTES = 4096;

  /**
   * Opens a folder that has the name of its container, as containerd's have.
   *
   * @throws CannotLookException {@link Reason#STATE_INVALID} when it is not root's
   */
  static Bundle open(Directory bundles, FilePath path, byte[] name) throws CannotLookException {
    FilePath id = FilePath.of(name);
    Bundle bundle = new Bundle(id.toString(), bundles.openDirectory(name), path.resolve(name));
    boolean kept = false;
    try {
      if (!Supervisor.isRoots(bundle.directory.stat())) {
        throw new CannotLookException(Reason.STATE_INVALID, "not root's: " + bundle.path);
      }
      kept = true;
      return bundle;
    } finally {
      if (!kept) {
        bundle.close();
      }
    }
  }

  /** The pid of the container's first process, where containerd's shims note it. */
  int pid() throws CannotLookException {
    return StateFile.readPid(directory, PID_FILE);
  }

  /** The OCI runtime's program, where containerd's shims note it; empty for their default. */
  String runtime() throws CannotLookException {
    try {
      byte[] program = StateFile.read(directory, RUNTIME_FILE, MAX_RUNTIME_BYTES);
      return new String(program, StandardCharsets.ISO_8859_1);
    } catch (CannotLookException e) {
      if (e.reason() == Reason.VANISHED) {
        return "";
      }
      throw e;
    }
  }

  OciConfig config() throws CannotLookException {
    return OciConfig.read(directory);
  }

  @Override
  public void close() {
    directory.close();
  }
}
