package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AwaitedOutputTest {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final CountDownLatch unread = new CountDownLatch(1);

  @Test
  void aWriteThatNobodyTakesIsNoticed() throws Exception {
    try (PipedInputStream reader = new PipedInputStream(10);
        AwaitedOutput out =
            new AwaitedOutput(new PipedOutputStream(reader), PATIENCE, unread::countDown)) {
      Thread writer = new Thread(() -> write(out, 11));
      writer.start();

      assertTrue(unread.await(30, TimeUnit.SECONDS));
      assertEquals(11, reader.readNBytes(11).length);
      writer.join();
    }
  }

  @Test
  void timeBetweenWritesIsNoneOfItsBusiness() throws Exception {
    try (PipedInputStream reader = new PipedInputStream(10);
        AwaitedOutput out =
            new AwaitedOutput(new PipedOutputStream(reader), PATIENCE, unread::countDown)) {
      write(out, 5);
      Thread.sleep(2 * PATIENCE.toMillis());
      write(out, 5);

      assertEquals(1, unread.getCount());
      assertEquals(10, reader.available());
    }
  }

  private static void write(AwaitedOutput out, int length) {
    try {
      out.write(new byte[length]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
