package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who works when. */
@Timeout(30)
final class CrewTest {

  private final AtomicInteger threads = new AtomicInteger();
  private final Crew crew =
      new Crew(
          work -> {
            threads.incrementAndGet();
            Thread thread = new Thread(work);
            thread.setUncaughtExceptionHandler((ended, expected) -> {});
            return thread;
          });
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void end() {
    end.countDown();
    assertEquals(0, crew.close(Duration.ofSeconds(5)));
  }

  @Test
  void manyShortJobsTakeFewThreads() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      crew.add(done::countDown);
    }
    crew.startNext();

    assertTrue(done.await(10, TimeUnit.SECONDS));
    assertTrue(threads.get() <= 8, threads + " threads");
  }

  @Test
  void nobodyWaitsBehindJobsThatTakeLong() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      AtomicReference<Crew.Job> job = new AtomicReference<>();
      job.set(
          crew.add(
              () -> {
                job.get().takesLong();
                await();
              }));
    }
    CountDownLatch quick = new CountDownLatch(1);
    crew.add(quick::countDown);
    crew.startNext();

    assertTrue(quick.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aJobThatFailsLeavesItsPlace() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      crew.add(
          () -> {
            throw new IllegalStateException("expected");
          });
    }
    crew.add(done::countDown);
    crew.startNext();

    assertTrue(done.await(10, TimeUnit.SECONDS));
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
