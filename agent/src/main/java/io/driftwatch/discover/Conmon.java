package io.driftwatch.discover;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.Optional;

/**
 * A conmon: the parent of a single container's first process, of podman's and of CRI-O's. Its
 * arguments tell where the bundle is. An ordinary user's podman runs one too, in a user namespace
 * of that user's.
 *
 * @param process the conmon
 * @param status its status
 * @param id of its container
 * @param name that its runtime gave the container
 * @param bundle path of the container's bundle
 * @param pidFile path of the file that names the container's first process
 * @param runtime the OCI runtime's program
 * @param layerOwners empty when it is the host's root; else those of its user namespace
 * @see <a href="https://github.com/containers/conmon/blob/main/docs/conmon.8.md">conmon(8)</a>
 */
record Conmon(
    ProcessDirectory process,
    ProcessStatus status,
    String id,
    Optional<String> name,
    FilePath bundle,
    FilePath pidFile,
    Optional<String> runtime,
    Optional<HostIds> layerOwners)
    implements Supervisor {

  static final String COMMAND = "conmon";

  /** What only one has that looks after a further command in a container that has its own. */
  private static final String OF_FURTHER_COMMAND = "--exec-process-spec";

  /** A process of that name, when it lives on the host and says which container is its. */
  static Optional<Supervisor> of(ProcessDirectory process, FileStat hostRoot)
      throws CannotLookException {
    ProcessStatus status = ProcessStatus.of(process);
    if (!Supervisor.isOfHost(process, status, hostRoot)) {
      // Its arguments are memory of its own, which a container's process can keep one waiting for.
      return Optional.empty();
    }
    Optional<HostIds> owners = layerOwners(process, status);
    Optional<Arguments> told =
        owners.isEmpty() ? Optional.of(Arguments.of(process)) : UsersArguments.of(process, status);
    return told.flatMap(arguments -> of(process, status, arguments, owners));
  }

  private static Optional<Supervisor> of(
      ProcessDirectory process,
      ProcessStatus status,
      Arguments arguments,
      Optional<HostIds> owners) {
    Optional<String> id = arguments.option("-c");
    Optional<FilePath> bundle = arguments.path("-b");
    Optional<FilePath> pidFile = arguments.path("-p");
    if (isOfFurtherCommand(arguments) || id.isEmpty() || bundle.isEmpty() || pidFile.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Conmon(
            process,
            status,
            id.get(),
            arguments.option("-n"),
            bundle.get(),
            pidFile.get(),
            arguments.option("-r"),
            owners));
  }

  static boolean isOfFurtherCommand(Arguments arguments) {
    return arguments.words().contains(OF_FURTHER_COMMAND);
  }

  private static Optional<HostIds> layerOwners(ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    boolean initial = process.isInInitialUserNamespace();
    if (initial && status.isRoot()) {
      return Optional.empty();
    }
    // The initial namespace has every id; but without one of his own a user can mount nothing.
    return Optional.of(initial ? HostIds.NONE : HostIds.of(process));
  }

  @Override
  public boolean isOfSandbox(Bundle of) {
    return runtime.filter(Sandbox::isNamedBy).isPresent();
  }

  /** Whether it is an ordinary user's, who may have written whatever he liked. */
  boolean isRootless() {
    return layerOwners.isPresent();
  }

  /** The node with no more than what belongs to who runs it, whatever its arguments name. */
  HostRoot ownFiles(HostRoot host) {
    return layerOwners.isEmpty()
        ? host.trusting(Supervisor::isRoots)
        : host.trusting(file -> layerOwners.get().has(file.uid()));
  }

  @Override
  public Identity identity(RuntimeState state, Bundle bundle, OciConfig config, Cgroup cgroup) {
    if (!isRootless() && CrioIdentity.isOf(config.annotations())) {
      return CrioIdentity.of(id, config.annotations(), cgroup);
    }
    FilePath containers = bundle.path().parent().parent();
    Identity identity = identity(id);
    return state.stored(containers, this).map(identity::withImage).orElse(identity);
  }

  @Override
  public Identity identity(String containerId) {
    return new Identity(
        ContainerRuntime.PODMAN, name.orElse(containerId), Optional.empty(), Image.UNKNOWN);
  }
}
