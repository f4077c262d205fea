package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mounts in a container, as one of its processes sees them whose root directory is the
 * container's root. The first process may have gone elsewhere by chroot, also to another mount of
 * the container's root, below which it sees nothing of what lies on the real one.
 *
 * @param pid of the process
 * @param mounts all that it sees
 * @param root which of them is the container's root
 */
record SeenInside(int pid, List<MountInfo> mounts, int root) {

  /** A container can have thousands of processes, all gone elsewhere. */
  private static final int MAX_ATTEMPTS = 16;

  /**
   * Finds a process that sees them.
   *
   * @param first the container's first process
   * @param seenByFirst what that sees; empty when that is too much
   * @param runtimes the mount of the container's root as the runtime sees it
   */
  static Optional<SeenInside> of(
      HostRoot host,
      ProcessDirectory first,
      Optional<List<MountInfo>> seenByFirst,
      MountInfo runtimes)
      throws CannotLookException {
    if (seenByFirst.isEmpty()) {
      return Optional.empty(); // who sees all of them sees as many
    }
    Optional<SeenInside> seen = whole(first, seenByFirst.get(), runtimes);
    return seen.isPresent() ? seen : byAnother(host, first, runtimes);
  }

  private static Optional<SeenInside> byAnother(
      HostRoot host, ProcessDirectory first, MountInfo runtimes) throws CannotLookException {
    FilePath namespace = first.readLink("ns/mnt");
    int attempts = 0;
    for (int pid : host.proc().pids()) {
      if (attempts == MAX_ATTEMPTS) {
        break;
      }
      try (ProcessDirectory process = host.proc().find(pid).orElse(null)) {
        if (process != null && process.readLink("ns/mnt").equals(namespace)) {
          attempts++;
          Optional<List<MountInfo>> mounts = by(process);
          Optional<SeenInside> seen = mounts.flatMap(m -> whole(process, m, runtimes));
          if (seen.isPresent() || mounts.isEmpty()) {
            return seen;
          }
        }
      } catch (CannotLookException ended) {
        // Or it may not be looked at, and neither is it then one of the container's.
      }
    }
    return Optional.empty();
  }

  /** What a process sees; nothing when it has made itself more mounts than anybody reads. */
  static Optional<List<MountInfo>> by(ProcessDirectory process) throws CannotLookException {
    try {
      return Optional.of(MountInfo.of(process));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.STATE_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The same where one process' mounts are known, if that sees all there are. */
  private static Optional<SeenInside> whole(
      ProcessDirectory process, List<MountInfo> mounts, MountInfo runtimes) {
    return among(process.pid(), mounts, runtimes).filter(seen -> seen.isWhole(process));
  }

  /** Whether what is seen at the very root of the mount namespace is among them, at the root. */
  private boolean isWhole(ProcessDirectory process) {
    Set<DeviceNumber> local =
        mounts.stream()
            .filter(MountInfo::isLocal)
            .map(MountInfo::device)
            .collect(Collectors.toSet());
    try {
      int top = process.mountAtTop(local::contains);
      return mounts.stream().anyMatch(mount -> mount.isRoot() && mount.id() == top);
    } catch (CannotLookException e) {
      return false;
    }
  }

  /** What one process sees, if it has the container's root directory for its root. */
  static Optional<SeenInside> among(int pid, List<MountInfo> mounts, MountInfo runtimes) {
    for (int i = mounts.size() - 1; i >= 0; i--) {
      if (mounts.get(i).isRootOf(runtimes)) {
        return Optional.of(new SeenInside(pid, mounts, i));
      }
    }
    return Optional.empty();
  }

  /** Whether the container sees its root read-only. */
  boolean readOnly() {
    return mounts.get(root).readOnly();
  }

  /**
   * All of them below the container's root.
   *
   * @param onlyInside file systems that only the container has
   */
  MountsInside all(Set<DeviceNumber> onlyInside) {
    return new MountsInside(pid, mounts.get(root), mounts, onlyInside);
  }

  /** Where something is mounted, {@code /} among it when something lies on the root. */
  Set<FilePath> mountPoints() {
    Set<FilePath> points = new HashSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      if (!mounts.get(i).isRoot() || i > root) {
        points.add(mounts.get(i).mountPoint());
      }
    }
    return points;
  }
}
