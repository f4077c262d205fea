package io.driftwatch.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * An output that somebody has to read: a write that waits too long ends the program. A caller of
 * kubectl exec who is gone leaves the program behind with a pipe that is full and stays open, and
 * it would keep its lock and its memory for good.
 */
final class AwaitedOutput extends FilterOutputStream {

  private static final long IDLE = Long.MAX_VALUE;

  private final Duration patience;

  /** When the write that is under way began, by {@link System#nanoTime}. */
  private volatile long begun = IDLE;

  /**
   * Watches an output from now on.
   *
   * @param onUnread what ends the program, called again while nothing is read
   */
  AwaitedOutput(OutputStream out, Duration patience, Runnable onUnread) {
    super(out);
    this.patience = patience;
    Thread watch = new Thread(() -> watch(onUnread), "awaited output");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch(Runnable onUnread) {
    try {
      while (true) {
        Thread.sleep(patience.toMillis() / 10);
        long since = begun;
        if (since != IDLE && System.nanoTime() - since > patience.toNanos()) {
          onUnread.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    begun = System.nanoTime();
    try {
      out.write(bytes, from, length);
    } finally {
      begun = IDLE;
    }
  }
}
