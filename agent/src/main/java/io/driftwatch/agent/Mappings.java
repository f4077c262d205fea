package io.driftwatch.agent;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import io.driftwatch.linux.SharedMappings;
import io.driftwatch.walk.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which files processes may be writing to without a trace, because they have them mapped. */
@FunctionalInterface
interface Mappings {

  /**
   * Whether a file may be mapped by some processes.
   *
   * @param pids those of a container
   */
  Predicate<FileStat> of(List<Integer> pids);

  /**
   * As a node's processes have it. Only the container's own are asked: a process can make whoever
   * asks for its mappings wait. Where they are not known, any file may be mapped.
   */
  static Mappings on(HostRoot host) {
    return pids -> on(host, pids);
  }

  private static Predicate<FileStat> on(HostRoot host, List<Integer> pids) {
    if (pids.isEmpty()) {
      return file -> true;
    }
    List<ProcessDirectory> processes = new ArrayList<>();
    try {
      for (int pid : pids) {
        host.proc().find(pid).ifPresent(processes::add);
      }
      return SharedMappings.of(processes)::mayBeMapped;
    } catch (CannotLookException | RuntimeException e) {
      Failure.reason(e);
      return file -> true;
    } finally {
      processes.forEach(ProcessDirectory::close);
    }
  }
}
