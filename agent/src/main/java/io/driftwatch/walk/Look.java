package io.driftwatch.walk;

/** What all looks of one pass at the files of one container have in common. */
final class Look {

  /** The beginning of the names of the overlay's own attributes. */
  final String markPrefix;

  final FileMemory memory;
  final Allowance allowance;

  /** Whether a path that changes while it is looked at is not looked at once more. */
  boolean isLast;

  Look(boolean userXattr, FileMemory memory, Allowance allowance) {
    this.markPrefix = Marks.prefix(userXattr);
    this.memory = memory;
    this.allowance = allowance;
  }
}
