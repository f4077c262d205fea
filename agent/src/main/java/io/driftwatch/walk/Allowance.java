package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ReadLimit;

/** What is left of a budget while a pass lasts. */
final class Allowance implements ReadLimit {

  private final long deadline;
  private long bytes;

  private Allowance(long deadline, long bytes) {
    this.deadline = deadline;
    this.bytes = bytes;
  }

  /** A budget of which nothing is spent yet. */
  static Allowance of(Budget budget) {
    return new Allowance(System.nanoTime() + budget.time().toNanos(), budget.hashedBytes());
  }

  /** For looks that no budget is set for, as at a link on the way to a mount point. */
  static Allowance unlimited() {
    return of(Budget.DEFAULT);
  }

  boolean hasTime() {
    return System.nanoTime() - deadline < 0;
  }

  @Override
  public void spend(long wanted) throws CannotLookException {
    if (!hasTime()) {
      throw new CannotLookException(Reason.BUDGET_TIME, "no time left to read");
    }
    if (wanted > bytes) {
      throw new CannotLookException(Reason.BUDGET_HASHED_BYTES, "too much was read");
    }
    bytes -= wanted;
  }
}
