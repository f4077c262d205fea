package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The folder that containerd keeps for a running container.
 *
 * @param directory the folder
 * @param path where it is on the host
 */
record Bundle(Directory directory, FilePath path) implements AutoCloseable {

  private static final String PID_FILE = "init.pid";
  private static final int MAX_PID_BYTES = 32;
  private static final String DOCKER_NAMESPACE = "moby";

  /** The pid of the container's first process. */
  int pid() throws CannotLookException {
    byte[] pid = directory.readFile(PID_FILE, MAX_PID_BYTES);
    try {
      return Integer.parseInt(new String(pid, StandardCharsets.US_ASCII).trim());
    } catch (NumberFormatException e) {
      throw new CannotLookException(Reason.STATE_INVALID, "no pid in " + PID_FILE);
    }
  }

  /**
   * What the folder says of the container.
   *
   * @param process its first process
   * @param status that process' status
   * @param shim its parent
   */
  RunningContainer container(
      HostRoot host, BootTime boot, ProcessDirectory process, ProcessStatus status, Shim shim)
      throws CannotLookException {
    Cgroup cgroup = Cgroup.parse(process.readText("cgroup"));
    Identity identity;
    boolean readOnly = false;
    Root root;
    try {
      OciConfig config = OciConfig.read(directory);
      FilePath mountPoint = path.resolveAbsolute(config.rootPath());
      readOnly = config.readOnly();
      identity = identity(host, shim, config, cgroup);
      root = new Root.OfRuntime(shim.process(), mountPoint, config.mountDestinations());
    } catch (CannotLookException e) {
      identity = unnamed(shim);
      root = new Root.Unknown(e.reason());
    }
    Container container =
        new Container(
            id(),
            identity.name(),
            identity.runtime(),
            process.pid(),
            boot.plusTicks(status.startTicks()),
            identity.pod(),
            identity.image(),
            readOnly);
    return new RunningContainer(container, process, root);
  }

  private Identity identity(HostRoot host, Shim shim, OciConfig config, Cgroup cgroup) {
    if (!isDocker(shim)) {
      return CriIdentity.of(id(), config.annotations(), cgroup);
    }
    try {
      return DockerIdentity.read(host, id(), config.rootPath(), cgroup);
    } catch (CannotLookException e) {
      // Its name is a kindness; the container is looked at without it.
      return unnamed(shim);
    }
  }

  private Identity unnamed(Shim shim) {
    ContainerRuntime runtime =
        isDocker(shim) ? ContainerRuntime.DOCKER : ContainerRuntime.CONTAINERD;
    return new Identity(runtime, id(), Optional.empty(), Image.UNKNOWN);
  }

  private static boolean isDocker(Shim shim) {
    return shim.namespace().equals(DOCKER_NAMESPACE);
  }

  private String id() {
    return path.name().toString();
  }

  @Override
  public void close() {
    directory.close();
  }
}
