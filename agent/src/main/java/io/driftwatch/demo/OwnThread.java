package io.driftwatch.demo;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Does something on a thread of its own, for what the kernel keeps by thread. */
final class OwnThread {

  private OwnThread() {}

  /** What a call gives, once its thread has ended; interrupts of the caller wait as long. */
  static <T> T call(String name, Callable<T> callable) throws IOException {
    FutureTask<T> task = new FutureTask<>(callable);
    Thread thread = new Thread(task, name);
    thread.start();
    joinUninterruptibly(thread);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("it was done already", e);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException checked ? checked : new IOException(cause);
  }
}
