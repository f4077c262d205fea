package io.driftwatch.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that look at containers: a few for those that are soon done, and one more for each
 * that takes longer than its first turn, so that nobody waits behind it.
 */
final class ScanPool {

  private static final int QUICK = 2;

  /** Looks that take long; more of them wait for one to end. */
  private static final int LONG = 512;

  private static final Duration IDLE = Duration.ofSeconds(90);

  private final ExecutorService threads;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private int quick;
  private int lasting;

  /**
   * @param threads run what is started, each at once
   */
  ScanPool(ExecutorService threads) {
    this.threads = threads;
  }

  /** Threads that come when they are needed, and go. */
  static ExecutorService threads(ThreadFactory factory) {
    return new ThreadPoolExecutor(
        0, QUICK + LONG, IDLE.toSeconds(), TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }

  /** A look, as its thread sees it. */
  final class Job {

    private final Runnable work;
    private boolean isRunning;
    private boolean isLong;

    private Job(Runnable work) {
      this.work = work;
    }

    /** It will take longer; said by its own thread, or by another where that one hangs. */
    void takesLong() {
      synchronized (ScanPool.this) {
        if (isRunning && !isLong) {
          isLong = true;
          quick--;
          lasting++;
          startNext();
        }
      }
    }

    private void run() {
      try {
        work.run();
      } finally {
        synchronized (ScanPool.this) {
          isRunning = false;
          if (isLong) {
            lasting--;
          } else {
            quick--;
          }
          startNext();
        }
      }
    }
  }

  /** Has something done when a thread is free. */
  synchronized Job add(Runnable work) {
    Job job = new Job(work);
    waiting.addLast(job);
    return job;
  }

  /** Starts what was added, as far as there are threads. */
  synchronized void startNext() {
    while (quick < QUICK && lasting < LONG && !waiting.isEmpty() && !threads.isShutdown()) {
      quick++;
      Job next = waiting.poll();
      next.isRunning = true;
      threads.execute(next::run);
    }
  }

  /** Starts nothing more, and waits for what is running; whether all of it has ended. */
  boolean close(Duration patience) {
    synchronized (this) {
      waiting.clear();
      threads.shutdown();
    }
    try {
      return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return threads.isTerminated();
    }
  }
}
