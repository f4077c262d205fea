package io.driftwatch.cli;

import io.driftwatch.report.ContainerReport;
import io.driftwatch.scan.NodeScanListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells someone who waits at a terminal how far a scan is, in one line that goes away again. */
final class Progress implements NodeScanListener, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration PERIOD = Duration.ofMillis(250);

  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter err;
  private final ScheduledExecutorService timer;
  private final AtomicInteger done = new AtomicInteger();
  private volatile int all;
  private volatile long begun;
  private boolean shown;

  private Progress(PrintWriter err, ScheduledExecutorService timer) {
    this.err = err;
    this.timer = timer;
  }

  /** Progress on a terminal, after a second; elsewhere none. */
  static Progress on(PrintWriter err) {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Progress::daemon);
    Progress progress = new Progress(err, timer);
    if (Terminal.wantsProgress()) {
      var unused =
          timer.scheduleAtFixedRate(
              progress::show, PATIENCE.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
    return progress;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "progress");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void started(int containers) {
    begun = System.nanoTime();
    all = containers;
  }

  @Override
  public void finished(ContainerReport report) {
    done.incrementAndGet();
  }

  private synchronized void show() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    err.print(
        CLEAR_LINE + "looked at " + done.get() + " of " + all + " containers, " + seconds + " s");
    err.flush();
    shown = true;
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
