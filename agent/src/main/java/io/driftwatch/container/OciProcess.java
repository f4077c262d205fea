package io.driftwatch.container;

import io.driftwatch.file.FilePath;
import java.util.List;
import java.util.Set;

/**
 * What the runtime was told to let a container's first process do.
 *
 * @param argv the program and its arguments
 * @param uid its user, as the container numbers it
 * @param gid its group, likewise
 * @param workingDirectory where it starts
 * @param mayGainPrivileges whether set-uid bits and file capabilities count for it: no {@code
 *     noNewPrivileges}
 * @param capabilities that it can have, such as {@code CAP_SYS_ADMIN}: its bounding set
 * @param privileged whether nothing of the kernel's files is masked or read-only for it, which is
 *     what docker, podman and Kubernetes call so
 * @param searchPath directories that its environment has programs look for libraries and modules
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">OCI runtime
 *     configuration</a>
 */
public record OciProcess(
    List<String> argv,
    long uid,
    long gid,
    FilePath workingDirectory,
    boolean mayGainPrivileges,
    Set<String> capabilities,
    boolean privileged,
    Set<FilePath> searchPath) {

  public OciProcess {
    searchPath = Set.copyOf(searchPath);
    argv = List.copyOf(argv);
    capabilities = Set.copyOf(capabilities);
  }

  /** With an environment that names no directories. */
  public OciProcess(
      List<String> argv,
      long uid,
      long gid,
      FilePath workingDirectory,
      boolean mayGainPrivileges,
      Set<String> capabilities,
      boolean privileged) {
    this(argv, uid, gid, workingDirectory, mayGainPrivileges, capabilities, privileged, Set.of());
  }
}
