package io.driftwatch.http;

import io.driftwatch.file.Printable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Makes answers that take their time, on one thread. Whoever wants the same before it is begun gets
 * the same, so a crowd costs no more than one, and nobody gets what was made before the request.
 *
 * @param <K> by what answers are told apart; there are few of these
 */
public final class Renderer<K> implements AutoCloseable {

  private static final long MAX_REST_NANOS = Duration.ofMillis(500).toNanos();

  private static final long CLOSE_MILLIS = 1000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread renderer = new Thread(task, "driftwatch-metrics");
            renderer.setDaemon(true);
            return renderer;
          });

  private final Map<K, CompletableFuture<Response>> notBegun = new HashMap<>();
  private final Function<K, Response> work;
  private final Runnable whenDone;

  /**
   * Nothing is being made yet.
   *
   * @param work makes an answer
   * @param whenDone called after each
   */
  public Renderer(Function<K, Response> work, Runnable whenDone) {
    this.work = work;
    this.whenDone = whenDone;
  }

  /** An answer to come, which tells of a failure itself. */
  public synchronized CompletableFuture<Response> next(K kind) {
    return notBegun.computeIfAbsent(kind, this::begin);
  }

  private CompletableFuture<Response> begin(K kind) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    thread.execute(
        () -> {
          long start = System.nanoTime();
          answer.complete(make(kind));
          whenDone.run();
          rest(System.nanoTime() - start);
        });
    return answer;
  }

  /** So that a crowd that asks without end takes a quarter of a core from the scans at most. */
  private static void rest(long workNanos) {
    LockSupport.parkNanos(Math.min(3 * workNanos, MAX_REST_NANOS));
  }

  private Response make(K kind) {
    synchronized (this) {
      notBegun.remove(kind);
    }
    try {
      return work.apply(kind);
    } catch (RuntimeException | Error e) {
      return failure(e);
    }
  }

  /** What a client is told of a fault. */
  public static Response failure(Throwable fault) {
    return Response.text(500, "driftwatch failed at it: " + Printable.of(fault.toString()));
  }

  /** Waits a moment for what is being made. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // If what it asks does not answer, it is left to end when that does, or with the process.
      boolean unused = thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
