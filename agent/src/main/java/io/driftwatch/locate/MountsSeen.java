package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.ProcessDirectory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What supervisors see mounted. On a node nearly all of them see the same, with a line for each
 * container; so that n containers do not cost n times n lines, those that are looked at in the same
 * moment share what was read for the first of them.
 */
public final class MountsSeen {

  /** Less than the agent leaves a container to begin with: its mounts are in what was read. */
  private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<FilePath, Seen> byNamespace = new HashMap<>();

  private record Seen(List<MountInfo> mounts, long readAt) {

    boolean isOld() {
      return System.nanoTime() - readAt > KEPT_NANOS;
    }
  }

  /**
   * What a supervisor sees, a moment ago at the earliest.
   *
   * @param supervisor the host's root's own, with the host's root directory
   */
  synchronized List<MountInfo> by(ProcessDirectory supervisor) throws CannotLookException {
    FilePath namespace = supervisor.readLink("ns/mnt");
    byNamespace.values().removeIf(Seen::isOld);
    Seen seen = byNamespace.get(namespace);
    return seen == null ? read(supervisor, namespace) : seen.mounts;
  }

  /** What it sees now. */
  synchronized List<MountInfo> byNow(ProcessDirectory supervisor) throws CannotLookException {
    return read(supervisor, supervisor.readLink("ns/mnt"));
  }

  private List<MountInfo> read(ProcessDirectory supervisor, FilePath namespace)
      throws CannotLookException {
    long readAt = System.nanoTime();
    List<MountInfo> mounts = List.copyOf(MountInfo.of(supervisor));
    byNamespace.put(namespace, new Seen(mounts, readAt));
    return mounts;
  }
}
