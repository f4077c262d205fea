package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Recording;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the machine booted, and what is counted from there. */
final class BootTimeTest {

  private static final Instant BOOT = Instant.ofEpochSecond(1_795_259_060L);

  @Test
  void readsTheLineOfTheKernel() {
    assertEquals(new BootTime(BOOT), BootTime.parse(Recording.text("process/proc-stat.txt")));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 10", "99, 990", "100, 1000", "696145, 6961450"})
  void aTickIsAHundredthOfASecond(long ticks, long millis) {
    assertEquals(BOOT.plusMillis(millis), new BootTime(BOOT).plusTicks(ticks));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu  1 2 3\n", "xbtime 1\n", "btime\n", "btime x\n"})
  void textWithoutABootTimeIsRefused(String stat) {
    assertThrows(IllegalArgumentException.class, () -> BootTime.parse(stat));
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
