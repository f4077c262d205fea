package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.Optional;

/** The container of a conmon. */
final class ConmonContainer {

  private final HostRoot host;
  private final Supervised supervised;
  private final Conmon conmon;

  ConmonContainer(HostRoot host, Supervised supervised, Conmon conmon) {
    this.host = conmon.ownFiles(host);
    this.supervised = supervised;
    this.conmon = conmon;
  }

  /** Finds it; one that has not begun or has ended is none. */
  Optional<RunningContainer> find() {
    try {
      int pid;
      try (Directory folder = host.openDirectory(conmon.pidFile().parent())) {
        pid = StateFile.readPid(folder, conmon.pidFile().name().toString());
      } catch (CannotLookException e) {
        return e.reason() == Reason.VANISHED ? Optional.empty() : Optional.of(unknown(e));
      }
      return running(pid);
    } catch (CannotLookException ended) {
      return Optional.empty();
    }
  }

  private RunningContainer unknown(CannotLookException e) throws CannotLookException {
    return supervised.withoutProcess(conmon, conmon.id(), Supervised.reason(e));
  }

  private Optional<RunningContainer> running(int pid) throws CannotLookException {
    Optional<ProcessDirectory> process = host.proc().find(pid);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunningContainer> container = Optional.empty();
    try {
      ProcessStatus status = ProcessStatus.of(process.get());
      if (!status.hasEnded() && isItsOwn(process.get(), status)) {
        container = Optional.of(running(process.get(), status));
      }
      return container;
    } finally {
      if (container.isEmpty()) {
        process.get().close();
      }
    }
  }

  /** Root's word on a process that is another's child counts if the cgroup agrees. */
  private boolean isItsOwn(ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    return status.parent() == conmon.process().pid()
        || (!conmon.isRootless() && Cgroup.parse(process.readText("cgroup")).isOf(conmon.id()));
  }

  private RunningContainer running(ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    Directory folder;
    try {
      folder = host.openDirectory(conmon.bundle());
    } catch (CannotLookException e) {
      return supervised.withoutBundle(conmon, process, status, Supervised.reason(e));
    }
    try (Bundle bundle = new Bundle(conmon.id(), folder, conmon.bundle())) {
      return supervised.running(conmon, bundle, process, status);
    }
  }
}
