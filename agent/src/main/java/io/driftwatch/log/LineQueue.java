package io.driftwatch.log;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Lines on their way to stdout. Whoever reads there may stop to; then lines are dropped and
 * counted, and nobody waits.
 */
final class LineQueue implements AutoCloseable {

  private static final int MAX_LINES = 10_000;
  private static final Duration LAST_WAIT = Duration.ofMillis(500);
  private static final long POLL_MILLIS = 2;

  private final PrintWriter out;
  private final LongConsumer dropped;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
  private final AtomicLong unwritten = new AtomicLong();
  private final Thread writer = new Thread(this::write, "lines");
  private volatile boolean stuck;

  private LineQueue(PrintWriter out, LongConsumer dropped) {
    this.out = out;
    this.dropped = dropped;
    writer.setDaemon(true);
  }

  /**
   * Lines that are written from now on.
   *
   * @param out where they go
   * @param dropped is told how many could not be taken
   */
  static LineQueue start(PrintWriter out, LongConsumer dropped) {
    LineQueue lines = new LineQueue(out, dropped);
    lines.writer.start();
    return lines;
  }

  void add(String line) {
    unwritten.incrementAndGet();
    if (!lines.offer(line)) {
      unwritten.decrementAndGet();
      dropped.accept(1);
    }
  }

  /**
   * Waits until everything is written. When that took too long once, nobody waits again until it
   * is.
   */
  void await(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    stuck &= unwritten.get() > 0;
    while (!stuck && unwritten.get() > 0) {
      stuck = System.nanoTime() - deadline > 0;
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void write() {
    try {
      while (true) {
        out.println(lines.take());
        if (lines.isEmpty()) {
          out.flush();
        }
        unwritten.decrementAndGet();
      }
    } catch (InterruptedException closed) {
      out.flush();
    }
  }

  /** Writes what it has, as far as that is possible at once. */
  @Override
  public void close() {
    await(LAST_WAIT);
    writer.interrupt();
  }
}
