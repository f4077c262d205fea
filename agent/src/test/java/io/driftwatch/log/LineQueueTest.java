package io.driftwatch.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines on their way out. */
@Timeout(30)
final class LineQueueTest {

  private final AtomicLong dropped = new AtomicLong();

  @Test
  void everythingIsWrittenInOrderBeforeWhoWaitsGoesOn() {
    StringWriter text = new StringWriter();
    try (LineQueue lines = LineQueue.start(new PrintWriter(text), dropped::addAndGet)) {
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 1_000; i++) {
        lines.add("line " + i);
        expected.append("line ").append(i).append(System.lineSeparator());
      }
      lines.await(Duration.ofSeconds(10));

      assertEquals(expected.toString(), text.toString());
      assertEquals(0, dropped.get());
    }
  }

  @Test
  void aReaderThatStopsReadingHoldsNobodyUpAndWhatItMissesIsCounted() {
    Stopped out = new Stopped();
    try (LineQueue lines = LineQueue.start(new PrintWriter(out), dropped::addAndGet)) {
      long begun = System.nanoTime();
      for (int i = 0; i < 12_000; i++) {
        lines.add("line");
      }
      lines.await(Duration.ofMillis(200));
      for (int i = 0; i < 100; i++) {
        lines.await(Duration.ofSeconds(10));
      }

      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(5));
      assertTrue(dropped.get() >= 1_999, dropped + " dropped");
      out.goOn.countDown();
      lines.await(Duration.ofSeconds(10));
    }
  }

  /** Like a pipe that is full. */
  private static final class Stopped extends Writer {
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
