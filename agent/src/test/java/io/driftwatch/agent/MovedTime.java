package io.driftwatch.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Time that stands still until a test moves it. */
final class MovedTime implements Time {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Set<Object> waitedFor = new HashSet<>();
  private long nanos;

  @Override
  public synchronized Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  public void await(Object monitor, Duration most) throws InterruptedException {
    synchronized (this) {
      waitedFor.add(monitor);
      notifyAll();
    }
    monitor.wait();
  }

  /** Waits until somebody waits for time to pass. */
  synchronized void awaitWaiting() throws InterruptedException {
    while (waitedFor.isEmpty()) {
      wait();
    }
  }

  /** Lets time pass, and whoever waits see it. */
  void pass(Duration time) {
    List<Object> monitors;
    synchronized (this) {
      nanos += time.toNanos();
      monitors = List.copyOf(waitedFor);
      waitedFor.clear();
    }
    for (Object monitor : monitors) {
      synchronized (monitor) {
        monitor.notifyAll();
      }
    }
  }
}
