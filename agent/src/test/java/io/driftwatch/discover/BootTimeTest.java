package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Recording;
import io.driftwatch.testing.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the machine booted, and what is counted from there. */
final class BootTimeTest {

  private static final Instant BOOT = Instant.ofEpochSecond(1_795_259_060L);

  @Test
  void readsTheLineOfTheKernel() throws CannotLookException {
    assertEquals(new BootTime(BOOT), BootTime.parse(Recording.text("process/proc-stat.txt")));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 10", "99, 990", "100, 1000", "696145, 6961450"})
  void aTickIsAHundredthOfASecond(long ticks, long millis) throws CannotLookException {
    assertEquals(BOOT.plusMillis(millis), new BootTime(BOOT).plusTicks(ticks));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cpu  1 2 3\n",
        "xbtime 1\n",
        "btime\n",
        "btime x\n",
        "btime 99999999999999999\nbtime 1\n"
      })
  void textWithoutABootTimeIsRefused(String stat) {
    assertEquals(
        Reason.STATE_INVALID,
        assertThrows(CannotLookException.class, () -> BootTime.parse(stat)).reason());
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
  void aStartThatNoCalendarHasIsRefused(long ticks) {
    assertEquals(
        Reason.STATE_INVALID,
        assertThrows(CannotLookException.class, () -> new BootTime(BOOT).plusTicks(ticks))
            .reason());
  }

  @Test
  @Timeout(60)
  void brokenTextIsReadOrRefused() {
    Mutations.feed(
        hostile -> BootTime.parse(new String(hostile, StandardCharsets.ISO_8859_1)).plusTicks(1),
        "cpu 1 2 3\nbtime 1795259060\nprocesses 9\n".getBytes(StandardCharsets.US_ASCII),
        1,
        20_000);
  }

  @Test
  void ourOwnProcessStartedWhenJavaSaysSo() throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        var self = host.proc().find((int) ProcessHandle.current().pid()).orElseThrow()) {
      Instant started = BootTime.read(host.proc()).plusTicks(ProcessStatus.of(self).startTicks());

      Instant expected = ProcessHandle.current().info().startInstant().orElseThrow();
      Duration apart = Duration.between(started, expected).abs();
      assertTrue(apart.compareTo(Duration.ofSeconds(2)) < 0, started + " and " + expected);
    }
  }
}
