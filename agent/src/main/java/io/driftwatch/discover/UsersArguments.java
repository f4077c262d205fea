package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.ProcessDirectory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Arguments of ordinary users' processes. They are memory of the process, which lets whoever asks
 * wait as long as it likes: one thread reads its memory where a FUSE file of its own is mapped, and
 * another waits to change what is mapped (seen on Linux 6.18). So each is asked by a thread of its
 * own, and one that does not answer is not asked again.
 */
final class UsersArguments {

  private static final System.Logger LOG = System.getLogger(UsersArguments.class.getName());

  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Of all users together; with more, nobody else is asked until one has ended. */
  private static final int MAX_SILENT = 64;

  /** Processes that did not answer, with the threads that still wait for them. */
  private static final Map<Asked, Thread> SILENT = new ConcurrentHashMap<>();

  private record Asked(int pid, long startTicks) {}

  private UsersArguments() {}

  /**
   * What a process says, if it does so soon.
   *
   * @throws CannotLookException when it has ended
   */
  static Optional<Arguments> of(ProcessDirectory process, ProcessStatus status)
      throws CannotLookException {
    SILENT.values().removeIf(thread -> !thread.isAlive());
    Asked asked = new Asked(process.pid(), status.startTicks());
    if (SILENT.containsKey(asked) || SILENT.size() >= MAX_SILENT) {
      return Optional.empty();
    }
    CompletableFuture<Arguments> answer = new CompletableFuture<>();
    Thread thread = new Thread(reading(process.reopen(), answer), "arguments");
    thread.setDaemon(true);
    thread.start();
    return await(answer, asked, thread);
  }

  private static Runnable reading(ProcessDirectory held, CompletableFuture<Arguments> answer) {
    return () -> {
      try (held) {
        answer.complete(Arguments.of(held));
      } catch (CannotLookException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    };
  }

  private static Optional<Arguments> await(
      CompletableFuture<Arguments> answer, Asked asked, Thread thread) throws CannotLookException {
    try {
      return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      SILENT.put(asked, thread);
      LOG.log(System.Logger.Level.WARNING, "process {0} does not tell its arguments", asked.pid);
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CannotLookException ended) {
        throw ended;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
