package io.driftwatch.discover;

import io.driftwatch.file.FilePath;

/**
 * A mount that a runtime was told to make.
 *
 * @param destination where in the container, links not resolved
 * @param kind what it is
 */
public record ToldMount(FilePath destination, MountKind kind) {

  /** What a runtime mounts. */
  public enum MountKind {
    /** A file system of the kernel's own, in which nobody can put a file: proc, sysfs, mqueue. */
    KERNEL,
    /** The same for control groups; those of version 1 lie in a tmpfs that the runtime makes. */
    CGROUP,
    /** A file system that the runtime makes, such as a tmpfs. */
    TREE,
    /** A part of the host. */
    PART,
    /** A part of the host in which mounts appear that are made there later. */
    PROPAGATED_PART,
    /** What hides a path: an empty read-only directory, or {@code /dev/null}. */
    MASK,
    /** A path once more, read-only. */
    READ_ONLY
  }

  /** Whether it is a file system of its own, and does more than to hide or to protect a path. */
  public boolean isOwn() {
    return kind != MountKind.MASK && kind != MountKind.READ_ONLY;
  }

  /** Whether it has files, among which what is mounted is the business of who owns them. */
  public boolean isTree() {
    return kind == MountKind.TREE || kind == MountKind.PART || kind == MountKind.PROPAGATED_PART;
  }
}
