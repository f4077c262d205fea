package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells cheaply, every few seconds, whether a container may have started: by a new process that a
 * supervisor is the parent of, and whose mount namespace was not seen before. A process that is
 * started in a container that runs, as by a probe, is in that container's.
 */
public final class Arrivals {

  private static final String MOUNT_NAMESPACE = "ns/mnt";

  /** How many looks a new process is given to get its parent and its mount namespace. */
  private static final int LOOKS = 5;

  /** New processes that are followed at a time; a container can start any number. */
  private static final int MAX_FOLLOWED = 2_000;

  private final HostRoot host;
  private final Map<Integer, Integer> followed = new HashMap<>();
  private final Set<FilePath> knownNamespaces = new HashSet<>();
  private BitSet pids;

  /**
   * Starts with the processes that run now.
   *
   * @throws CannotLookException when /proc cannot be read
   */
  public Arrivals(HostRoot host) throws CannotLookException {
    this.host = host;
    this.pids = pids();
  }

  private BitSet pids() throws CannotLookException {
    BitSet now = new BitSet();
    host.proc().pids().forEach(now::set);
    return now;
  }

  /** Whether a process with this number ran at the latest look. */
  public boolean isRunning(int pid) {
    return pids.get(pid);
  }

  /**
   * Whether a container may have started since the last call.
   *
   * @throws CannotLookException when /proc cannot be read
   */
  public boolean check() throws CannotLookException {
    BitSet now = pids();
    BitSet fresh = (BitSet) now.clone();
    fresh.andNot(pids);
    pids = now;
    fresh.stream()
        .limit(Math.max(0, MAX_FOLLOWED - followed.size()))
        .forEach(pid -> followed.put(pid, LOOKS));
    boolean arrived = false;
    Iterator<Map.Entry<Integer, Integer>> all = followed.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Integer, Integer> next = all.next();
      boolean isContainer = isContainer(next.getKey());
      arrived |= isContainer;
      if (isContainer || next.getValue() <= 1) {
        all.remove();
      } else {
        next.setValue(next.getValue() - 1);
      }
    }
    return arrived;
  }

  private boolean isContainer(int pid) {
    try {
      Optional<ProcessDirectory> process = host.proc().find(pid);
      if (process.isEmpty()) {
        return false;
      }
      try (ProcessDirectory held = process.get()) {
        Optional<FilePath> outside = namespaceOfSupervisor(ProcessStatus.of(held).parent());
        FilePath namespace = held.readLink(MOUNT_NAMESPACE);
        return outside.isPresent()
            && !outside.get().equals(namespace)
            && knownNamespaces.add(namespace);
      }
    } catch (CannotLookException ended) {
      return false;
    }
  }

  private Optional<FilePath> namespaceOfSupervisor(int pid) throws CannotLookException {
    Optional<ProcessDirectory> process = host.proc().find(pid);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    try (ProcessDirectory held = process.get()) {
      String command = held.readText("comm").trim();
      return command.equals(Shim.COMMAND) || command.equals(Conmon.COMMAND)
          ? Optional.of(held.readLink(MOUNT_NAMESPACE))
          : Optional.empty();
    }
  }

  /**
   * Takes the containers that were found for known. A process that is followed still may have been
   * too young to be found.
   */
  public void know(Discovery discovery) {
    knownNamespaces.clear();
    discovery
        .mountNamespaces()
        .forEach(
            (pid, namespace) -> {
              if (!followed.containsKey(pid)) {
                knownNamespaces.add(namespace);
              }
            });
  }
}
