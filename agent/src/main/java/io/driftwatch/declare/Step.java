package io.driftwatch.declare;

import java.util.List;
import java.util.OptionalLong;

/** One change to files that a command is to make. */
sealed interface Step {

  /** What it is made to, as it is written: absolute. */
  List<String> paths();

  /** Whether it is made to what lies below, too. */
  boolean recursive();

  /** Whether a link that is named is changed itself, and not what it leads to. */
  boolean onLinks();

  /**
   * Takes names away: rm(1), unlink(1).
   *
   * @param force whether it succeeds where there is nothing to take away
   */
  record Remove(List<String> paths, boolean recursive, boolean force) implements Step {

    @Override
    public boolean onLinks() {
      return true;
    }
  }

  /** Sets permissions: chmod(1). */
  record ChangeMode(Mode mode, List<String> paths, boolean recursive) implements Step {

    @Override
    public boolean onLinks() {
      return false;
    }
  }

  /**
   * Sets the owner or the group: chown(1).
   *
   * @param uid as the container numbers it; empty when the owner stays
   * @param gid likewise
   */
  record ChangeOwner(
      OptionalLong uid, OptionalLong gid, List<String> paths, boolean recursive, boolean onLinks)
      implements Step {}
}
