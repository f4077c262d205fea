package io.driftwatch.discover;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.ProcessDirectory;
import java.util.Optional;

/**
 * A containerd shim: the parent of a container's first process, or of all of a pod's. Its working
 * directory is the bundle that it was started for, whatever the configured state directory is.
 *
 * @param process the shim
 * @param status its status
 * @param bundle path of the bundle that it was started for
 * @param program its name, which tells the runtime that containerd was asked for: {@code
 *     containerd-shim-runsc-v1} is of {@code io.containerd.runsc.v1}
 */
record Shim(ProcessDirectory process, ProcessStatus status, FilePath bundle, String program)
    implements Supervisor {

  /** The first 15 characters of containerd-shim-runc-v2 and its like. */
  static final String COMMAND = "containerd-shim";

  private static final String DOCKER_NAMESPACE = "moby";

  /** A process of that name, when it is the host's root. */
  static Optional<Supervisor> of(ProcessDirectory process, FileStat hostRoot)
      throws CannotLookException {
    ProcessStatus status = ProcessStatus.of(process);
    if (!status.isRoot()
        || !process.isInInitialUserNamespace()
        || !Supervisor.isOfHost(process, status, hostRoot)
        || !worksForRoot(process)) {
      return Optional.empty();
    }
    String program = Arguments.of(process).program();
    return Optional.of(new Shim(process, status, process.readLink("cwd"), program));
  }

  /** Any user can run a set-uid program under this name, and where he likes. */
  private static boolean worksForRoot(ProcessDirectory process) throws CannotLookException {
    try (Directory bundle = process.openDirectory("cwd");
        Directory bundles = bundle.openParent()) {
      return Supervisor.isRoots(bundle.stat()) && Supervisor.isRoots(bundles.stat());
    }
  }

  /** The folder that holds all bundles of its containerd namespace. */
  FilePath bundles() {
    return bundle.parent();
  }

  /** The id of the container that it was started for, of a pod the sandbox. */
  String id() {
    return bundle.name().toString();
  }

  /** Whether its containers run in a guest with a kernel of its own. */
  boolean isOfVirtualMachine() {
    return Sandbox.isVirtualMachine(program);
  }

  @Override
  public boolean isOfSandbox(Bundle of) throws CannotLookException {
    return Sandbox.isNamedBy(program) || Sandbox.isNamedBy(of.runtime());
  }

  @Override
  public Optional<HostIds> layerOwners() {
    return Optional.empty();
  }

  @Override
  public Identity identity(RuntimeState state, Bundle bundle, OciConfig config, Cgroup cgroup) {
    if (!isDocker()) {
      Identity identity = CriIdentity.of(bundle.id(), config.annotations(), cgroup);
      return identity.withImage(state.containerdImage(bundle, namespace(), identity.image()));
    }
    try {
      return DockerIdentity.read(state, bundle.id(), config.rootPath(), cgroup);
    } catch (CannotLookException e) {
      // Its name is a kindness; the container is looked at without it.
      return identity(bundle.id());
    }
  }

  @Override
  public Identity identity(String id) {
    ContainerRuntime runtime = isDocker() ? ContainerRuntime.DOCKER : ContainerRuntime.CONTAINERD;
    return new Identity(runtime, id, Optional.empty(), Image.UNKNOWN);
  }

  private boolean isDocker() {
    return namespace().equals(DOCKER_NAMESPACE);
  }

  private String namespace() {
    return bundles().name().toString();
  }
}
