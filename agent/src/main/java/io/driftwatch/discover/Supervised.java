package io.driftwatch.discover;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.List;
import java.util.Optional;

/** Puts together what a supervisor, its bundle and the kernel say of a container. */
final class Supervised {

  private final RuntimeState state;
  private final BootTime boot;

  Supervised(RuntimeState state, BootTime boot) {
    this.state = state;
    this.boot = boot;
  }

  /**
   * A container that runs. Where its bundle cannot be read it is listed all the same.
   *
   * @param process its first process, which the container keeps
   * @throws CannotLookException when the process has ended
   */
  RunningContainer running(
      Supervisor supervisor, Bundle bundle, ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    Cgroup cgroup = Cgroup.parse(process.readText("cgroup"));
    try {
      OciConfig config = bundle.config();
      Identity identity = supervisor.identity(state, bundle, config, cgroup);
      Root root =
          supervisor.isOfSandbox(bundle)
              ? new Root.Unknown(Reason.SANDBOXED, supervisor.layerOwners())
              : new Root.OfRuntime(
                  supervisor.process(),
                  bundle.path().resolveAbsolute(config.rootPath()),
                  config.mounts(),
                  volumes(config, identity),
                  config.runtimesFolder(),
                  config.owners(),
                  supervisor.layerOwners());
      RunningContainer running =
          container(bundle.id(), identity, process, status, config.readOnly(), root);
      return config
          .confinement()
          .map(told -> running.with(running.container().with(told)))
          .orElse(running);
    } catch (CannotLookException e) {
      // A bundle goes with its container; that of a container that stays is broken.
      ProcessStatus.of(process);
      return unknown(supervisor, bundle.id(), process, status, reason(e));
    }
  }

  /** The emptyDirs of another pod are none of the container's own. */
  private static List<Volume> volumes(OciConfig config, Identity identity) {
    Optional<String> uid = identity.pod().map(Pod::uid);
    return config.volumes().stream().filter(volume -> volume.isOf(uid)).toList();
  }

  /**
   * A container whose first process cannot be told, by its supervisor.
   *
   * @throws CannotLookException when the supervisor has ended
   */
  RunningContainer withoutProcess(Supervisor supervisor, String id, Reason reason)
      throws CannotLookException {
    ProcessDirectory process = supervisor.process().reopen();
    boolean kept = false;
    try {
      RunningContainer container =
          unknown(supervisor, id, process, ProcessStatus.of(process), reason);
      kept = true;
      return container;
    } finally {
      if (!kept) {
        process.close();
      }
    }
  }

  /** A container that runs, and whose bundle is not to be had. */
  RunningContainer withoutBundle(
      Conmon conmon, ProcessDirectory process, ProcessStatus status, Reason reason)
      throws CannotLookException {
    return unknown(conmon, conmon.id(), process, status, reason);
  }

  /** Why state could not be read: a file that is not there is broken state, too. */
  static Reason reason(CannotLookException e) {
    return e.reason() == Reason.VANISHED || e.reason() == Reason.SWAPPED
        ? Reason.STATE_INVALID
        : e.reason();
  }

  private RunningContainer unknown(
      Supervisor supervisor,
      String id,
      ProcessDirectory process,
      ProcessStatus status,
      Reason reason)
      throws CannotLookException {
    Identity identity = supervisor.identity(id);
    return container(
        id, identity, process, status, false, new Root.Unknown(reason, supervisor.layerOwners()));
  }

  private RunningContainer container(
      String id,
      Identity identity,
      ProcessDirectory process,
      ProcessStatus status,
      boolean readOnly,
      Root root)
      throws CannotLookException {
    Container container =
        new Container(
            id,
            identity.name(),
            identity.runtime(),
            process.pid(),
            boot.plusTicks(status.startTicks()),
            identity.pod(),
            identity.image(),
            readOnly);
    Optional<String> user = root.layerOwners().map(HostIds::name);
    return new RunningContainer(user.map(container::ofUser).orElse(container), process, root);
  }
}
