package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ReadLimit;

/** What is left of a budget while a pass lasts. */
public final class Allowance implements ReadLimit {

  private final Budget budget;
  private final long deadline;

  /** Kept for verdicts, lest a heap of programs to be hashed leave none for what else changed. */
  private final long reserved;

  private final Pace pace;

  private long bytes;

  /** For how long the walk was made to wait, in nanoseconds. */
  private long waited;

  private Allowance(Budget budget, Pace pace) {
    this.budget = budget;
    this.deadline = System.nanoTime() + budget.time().toNanos();
    this.pace = pace;
    this.bytes = budget.hashedBytes();
    this.reserved = bytes / 2;
  }

  /**
   * A budget of which nothing is spent yet.
   *
   * @param pace is told how a walk gets on
   */
  public static Allowance of(Budget budget, Pace pace) {
    return new Allowance(budget, pace);
  }

  /** For looks that no budget is set for, as at a link on the way to a mount point. */
  static Allowance unlimited() {
    return of(Budget.DEFAULT, Pace.FULL_SPEED);
  }

  /** The whole of the budget. */
  Budget budget() {
    return budget;
  }

  /** Some paths were looked at. */
  public void visited(int entries) {
    long begun = System.nanoTime();
    pace.visited(entries);
    waited += System.nanoTime() - begun;
  }

  /** A clock that stands still while the walk is made to wait, in nanoseconds. */
  long ownNanos() {
    return System.nanoTime() - waited;
  }

  /** Whether more may be looked at. */
  public boolean hasTime() {
    return System.nanoTime() - deadline < 0 && !pace.isOver();
  }

  /** For digests, without which nothing is left untold. */
  void spendOnExtra(long wanted) throws CannotLookException {
    if (wanted > bytes - reserved) {
      throw new CannotLookException(Reason.BUDGET_HASHED_BYTES, "the rest is for verdicts");
    }
    spend(wanted);
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
    long begun = System.nanoTime();
    pace.reads(wanted);
    waited += System.nanoTime() - begun;
  }
}
