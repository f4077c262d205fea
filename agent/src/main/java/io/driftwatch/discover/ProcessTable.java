package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcFs;
import io.driftwatch.linux.ProcessDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One look at every process of the node, at little more than its name, since there are thousands.
 *
 * @param supervisors those that look after containers
 * @param mountNamespaces of all that could be looked at, by pid
 */
record ProcessTable(List<Supervisor> supervisors, Map<Integer, FilePath> mountNamespaces) {

  private static final System.Logger LOG = System.getLogger(ProcessTable.class.getName());

  /**
   * Looks at them. One that ends meanwhile, or cannot be looked at, does not end the survey.
   *
   * @throws CannotLookException when there is no list of processes
   */
  static ProcessTable of(HostRoot host) throws CannotLookException {
    ProcessTable survey = new ProcessTable(new ArrayList<>(), new TreeMap<>());
    boolean complete = false;
    try {
      FileStat hostRoot = host.stat();
      for (int pid : host.proc().pids()) {
        survey.add(host.proc(), pid, hostRoot);
      }
      complete = true;
      return survey;
    } finally {
      if (!complete) {
        survey.supervisors.forEach(Supervisor::close);
      }
    }
  }

  private void add(ProcFs proc, int pid, FileStat hostRoot) {
    try {
      Optional<ProcessDirectory> process = proc.find(pid);
      if (process.isPresent()) {
        add(process.get(), hostRoot);
      }
    } catch (CannotLookException e) {
      if (e.reason() != Reason.VANISHED) {
        LOG.log(System.Logger.Level.WARNING, "process {0}: {1}", pid, e.getMessage());
      }
    }
  }

  private void add(ProcessDirectory process, FileStat hostRoot) throws CannotLookException {
    Optional<Supervisor> supervisor = Optional.empty();
    try {
      supervisor = supervisor(process, hostRoot);
      supervisor.ifPresent(supervisors::add);
      mountNamespace(process).ifPresent(ns -> mountNamespaces.put(process.pid(), ns));
    } finally {
      if (supervisor.isEmpty()) {
        process.close();
      }
    }
  }

  /** Of a process with more rights than ours the kernel does not tell; none in a container has. */
  private static Optional<FilePath> mountNamespace(ProcessDirectory process)
      throws CannotLookException {
    try {
      return Optional.of(process.readLink("ns/mnt"));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.ACCESS_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<Supervisor> supervisor(ProcessDirectory process, FileStat hostRoot)
      throws CannotLookException {
    String command = new String(process.read("comm"), StandardCharsets.ISO_8859_1).trim();
    return switch (command) {
      case Shim.COMMAND -> Shim.of(process, hostRoot);
      case Conmon.COMMAND -> Conmon.of(process, hostRoot);
      default -> Optional.empty();
    };
  }
}
