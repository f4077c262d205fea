package io.driftwatch.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Lets one look go on at a time: those that had no turn yet come first, the others follow in the
 * order in which they asked. A look that keeps its turn for very long, as when a disk does not
 * answer, does not hold up the others.
 */
final class FairScheduler {

  /** How often it is looked whether somebody keeps a turn for too long. */
  private static final Duration CHECK = Duration.ofMillis(500);

  private final Time time;
  private final long overdueNanos;

  private final Deque<Turn> first = new ArrayDeque<>();
  private final Deque<Turn> again = new ArrayDeque<>();
  private final List<Turn> held = new ArrayList<>();
  private boolean closed;

  /**
   * @param overdue how long somebody may keep a turn before the others go on
   */
  FairScheduler(Time time, Duration overdue) {
    this.time = time;
    this.overdueNanos = overdue.toNanos();
  }

  /** One look's place among the others. */
  final class Turn {

    private boolean hadOne;
    private long since;

    /** Waits until it is this look's turn; at once when nobody takes turns any more. */
    void take() {
      synchronized (FairScheduler.this) {
        Deque<Turn> queue = hadOne ? again : first;
        queue.addLast(this);
        boolean interrupted = false;
        while (!closed && !isNext()) {
          try {
            time.await(FairScheduler.this, CHECK);
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        queue.remove(this);
        held.add(this);
        hadOne = true;
        since = time.nanos();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /** Lets the next one go on. */
    void giveBack() {
      synchronized (FairScheduler.this) {
        held.remove(this);
        FairScheduler.this.notifyAll();
      }
    }

    /** For how long it has lasted, in nanoseconds. */
    long nanos() {
      return time.nanos() - since;
    }

    private boolean isNext() {
      Turn next = first.isEmpty() ? again.peek() : first.peek();
      return next == this && held.stream().allMatch(turn -> turn.nanos() > overdueNanos);
    }
  }

  /** A place for one look. */
  Turn place() {
    return new Turn();
  }

  /** Lets everyone go on, to their end. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
