package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is. */
@Timeout(30)
final class FairSchedulerTest {

  private final FairScheduler turns =
      new FairScheduler(Time.of(Clock.systemUTC()), Timing.USUAL.overdue());
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  @Test
  void eachGetsAFirstTurnBeforeAnyGetsASecond() throws InterruptedException {
    FairScheduler.Turn slow = turns.place();
    slow.take();
    List<Thread> threads = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      threads.add(started(name));
    }
    slow.giveBack();
    slow.take();
    order.add("slow");
    slow.giveBack();
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(List.of("a", "b", "c", "slow"), order);
  }

  @Test
  void onlyOneHasATurnAtATime() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    int[] inside = {0};
    int[] most = {0};
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                FairScheduler.Turn turn = turns.place();
                for (int k = 0; k < 50; k++) {
                  turn.take();
                  synchronized (inside) {
                    inside[0]++;
                    most[0] = Math.max(most[0], inside[0]);
                  }
                  Thread.onSpinWait();
                  synchronized (inside) {
                    inside[0]--;
                  }
                  turn.giveBack();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(1, most[0]);
  }

  @Test
  void whoKeepsItsTurnForVeryLongHoldsNobodyUp() throws InterruptedException {
    FairScheduler.Turn stuck = turns.place();
    stuck.take();

    Thread other = started("other");
    other.join();

    assertEquals(List.of("other"), order);
  }

  @Test
  void atTheEndEveryoneGoesOnAtOnce() throws InterruptedException {
    turns.place().take();
    CountDownLatch through = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      new Thread(
              () -> {
                turns.place().take();
                through.countDown();
              })
          .start();
    }
    long begun = System.nanoTime();

    turns.close();

    assertTrue(through.await(10, TimeUnit.SECONDS));
    assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(2));
  }

  /** Takes a turn in the order of the calls. */
  private Thread started(String name) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              FairScheduler.Turn turn = turns.place();
              turn.take();
              order.add(name);
              turn.giveBack();
            });
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.sleep(1);
    }
    return thread;
  }
}
