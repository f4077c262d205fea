package io.driftwatch.agent;

import io.driftwatch.container.Rootfs;
import io.driftwatch.discover.HeldContainer;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.scan.ContainerScanListener;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.Pace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One look at one container, which may last over several passes: it takes turns with the others,
 * reads no faster than all of them together may, and when it has had what one pass allows it says
 * what it found so far and goes on with the next pass.
 */
final class ScanTask implements Runnable, Pace, ContainerScanListener {

  /** Nobody is notified without need: it is looked again whether the next pass has begun. */
  private static final Duration NEXT_PASS = Duration.ofMinutes(1);

  private final Watch watch;
  private final HeldContainer held;
  private final Supplier<ScanPlan> plans;
  private final FairScheduler.Turn turn;
  private final ReadRate rate;
  private final Reporter reporter;
  private final Time time;
  private final Timing timing;

  /** Held while something is told, so that nothing is after the look was given up. */
  private final ReentrantLock telling = new ReentrantLock();

  private ScanPool.Job job;
  private ScanPlan plan;
  private Function<Reason, ContainerReport> soFar;
  private volatile boolean over;
  private volatile boolean waiting = true;
  private volatile long movedAt;
  private long pass;

  private long passBegan;
  private long entries;
  private long bytes;
  private long workedNanos;

  /**
   * @param held the container, which the look lets go at its end
   * @param plans how it is looked at, as of its first turn
   */
  ScanTask(
      Watch watch,
      HeldContainer held,
      Supplier<ScanPlan> plans,
      FairScheduler.Turn turn,
      ReadRate rate,
      Reporter reporter,
      Time time,
      Timing timing) {
    this.watch = watch;
    this.held = held;
    this.plans = plans;
    this.turn = turn;
    this.rate = rate;
    this.reporter = reporter;
    this.time = time;
    this.timing = timing;
    this.movedAt = time.nanos();
  }

  void runsAs(ScanPool.Job poolJob) {
    job = poolJob;
  }

  @Override
  public void run() {
    try {
      takeTurn();
      try {
        plan = plans.get();
        beginPass();
        ContainerReport report = plan.look(held.container(), this);
        tell(report, worked());
      } finally {
        turn.giveBack();
      }
    } finally {
      held.close();
      watch.ended();
    }
  }

  /** Of a container that has ended half of the files may be gone, so that nothing is told. */
  private void tell(ContainerReport report, Duration worked) {
    telling.lock();
    try {
      if (!over && held.container().process().isAlive()) {
        reporter.looked(watch, report, plan.startedAt(), worked);
      }
    } finally {
      movedAt = time.nanos();
      telling.unlock();
    }
  }

  private Duration worked() {
    return Duration.ofNanos(workedNanos + turn.nanos());
  }

  /** The next pass begins: a look that waits for it goes on. */
  synchronized void nextPass() {
    pass++;
    notifyAll();
  }

  /** Nobody wants the rest: what is known of the container is the caller's from now on. */
  void cancel() {
    telling.lock();
    try {
      over = true;
    } finally {
      telling.unlock();
    }
    synchronized (this) {
      notifyAll();
    }
  }

  /** For how long it has been doing one thing, as when a file system does not answer. */
  private Duration still() {
    return waiting ? Duration.ZERO : Duration.ofNanos(time.nanos() - movedAt);
  }

  /**
   * A look that hangs cannot say itself that it takes long, nor that nothing may come of it. One
   * that is about to tell what it saw does not hang any more, and has the last word.
   */
  void check() {
    if (still().compareTo(timing.quick()) > 0) {
      job.takesLong();
    }
    if (still().compareTo(timing.still()) > 0 && telling.tryLock()) {
      try {
        if (still().compareTo(timing.still()) > 0) { // it may have ended since
          reporter.scanHangs(watch);
        }
      } finally {
        telling.unlock();
      }
    }
  }

  @Override
  public void begun(Rootfs rootfs, Function<Reason, ContainerReport> report) {
    soFar = report;
    telling.lock();
    try {
      if (!over) {
        reporter.located(watch, rootfs.upperdir());
        watch.findings().begin(plan.policy().id());
      }
    } finally {
      telling.unlock();
    }
  }

  @Override
  public void found(Finding finding) {
    if (!over) {
      watch.findings().found(finding);
    }
  }

  @Override
  public void visited(int count) {
    movedAt = time.nanos();
    entries += count;
    goOn();
  }

  @Override
  public void reads(long count) {
    movedAt = time.nanos();
    bytes += count;
    long wait = rate.spend(count);
    if (wait > 0 && !over) {
      job.takesLong();
      letGo();
      pause(wait);
      takeTurn();
    }
    goOn();
  }

  @Override
  public boolean isOver() {
    return over;
  }

  private void goOn() {
    Optional<Reason> spent = spent(plan.budget());
    if (spent.isPresent() && soFar != null && !over) {
      tell(soFar.apply(spent.get()), Duration.ZERO);
      job.takesLong();
      letGo();
      awaitNextPass();
      takeTurn();
      beginPass();
    } else if (turn.nanos() > timing.slice().toNanos() && !over) {
      job.takesLong();
      letGo();
      takeTurn();
    }
  }

  private Optional<Reason> spent(Budget budget) {
    if (entries > budget.entries()) {
      return Optional.of(Reason.BUDGET_ENTRIES);
    }
    if (bytes > budget.hashedBytes()) {
      return Optional.of(Reason.BUDGET_HASHED_BYTES);
    }
    boolean late = time.nanos() - passBegan > budget.time().toNanos();
    return late ? Optional.of(Reason.BUDGET_TIME) : Optional.empty();
  }

  private void takeTurn() {
    turn.take();
    movedAt = time.nanos();
    waiting = false;
  }

  private void letGo() {
    waiting = true;
    workedNanos += turn.nanos();
    turn.giveBack();
  }

  private void beginPass() {
    entries = 0;
    bytes = 0;
    passBegan = time.nanos();
  }

  private synchronized void pause(long nanos) {
    long deadline = time.nanos() + nanos;
    long left = nanos;
    while (left > 0 && !over) {
      await(Duration.ofNanos(left));
      left = deadline - time.nanos();
    }
  }

  private synchronized void awaitNextPass() {
    long before = pass;
    while (pass == before && !over) {
      await(NEXT_PASS);
    }
  }

  private void await(Duration most) {
    try {
      time.await(this, most);
    } catch (InterruptedException e) {
      over = true;
      Thread.currentThread().interrupt();
    }
  }
}
