package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who works when. */
@Timeout(30)
final class ScanPoolTest {

  private final AtomicInteger threads = new AtomicInteger();
  private final ScanPool pool =
      new ScanPool(
          ScanPool.threads(
              work -> {
                threads.incrementAndGet();
                Thread thread = new Thread(work);
                thread.setUncaughtExceptionHandler((ended, expected) -> {});
                return thread;
              }));
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void end() {
    end.countDown();
    assertTrue(pool.close(Duration.ofSeconds(5)));
  }

  @Test
  void manyShortJobsTakeFewThreads() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      pool.add(done::countDown);
    }
    pool.startNext();

    assertTrue(done.await(10, TimeUnit.SECONDS));
    assertTrue(threads.get() <= 8, threads + " threads");
  }

  @Test
  void nobodyWaitsBehindJobsThatTakeLong() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      AtomicReference<ScanPool.Job> job = new AtomicReference<>();
      job.set(
          pool.add(
              () -> {
                job.get().takesLong();
                await();
              }));
    }
    CountDownLatch quick = new CountDownLatch(1);
    pool.add(quick::countDown);
    pool.startNext();

    assertTrue(quick.await(10, TimeUnit.SECONDS));
  }

  @Test
  void nobodyWaitsBehindJobsOfWhichOthersSayThatTheyHang() throws InterruptedException {
    List<ScanPool.Job> hanging =
        IntStream.range(0, 40).mapToObj(i -> pool.add(this::await)).toList();
    CountDownLatch quick = new CountDownLatch(1);
    pool.add(quick::countDown);
    pool.startNext();

    assertFalse(quick.await(100, TimeUnit.MILLISECONDS));
    hanging.forEach(ScanPool.Job::takesLong);

    assertTrue(quick.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aJobThatHasEndedTakesLongNoMore() throws InterruptedException {
    List<ScanPool.Job> ended = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      CountDownLatch done = new CountDownLatch(1);
      ended.add(pool.add(done::countDown));
      pool.startNext();
      assertTrue(done.await(10, TimeUnit.SECONDS));
    }
    awaitEnd();
    ended.forEach(ScanPool.Job::takesLong);
    AtomicInteger running = new AtomicInteger();
    IntStream.range(0, 8)
        .forEach(
            i ->
                pool.add(
                    () -> {
                      running.incrementAndGet();
                      await();
                    }));
    pool.startNext();
    Thread.sleep(200);

    assertEquals(2, running.get());
  }

  /** What comes after a job in its thread needs a moment. */
  private void awaitEnd() throws InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    Runnable together =
        () -> {
          both.countDown();
          await(both);
        };
    pool.add(together);
    pool.add(together);
    pool.startNext();
    assertTrue(both.await(10, TimeUnit.SECONDS));
    Thread.sleep(100);
  }

  @Test
  void aJobThatFailsLeavesItsPlace() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      pool.add(
          () -> {
            throw new IllegalStateException("expected");
          });
    }
    pool.add(done::countDown);
    pool.startNext();

    assertTrue(done.await(10, TimeUnit.SECONDS));
  }

  private void await() {
    await(end);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
