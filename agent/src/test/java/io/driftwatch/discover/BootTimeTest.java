package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the machine booted, and what is counted from there. */
final class BootTimeTest {

  private static final Instant BOOT = Instant.ofEpochSecond(1_795_259_060L);

  /** Of the kernel's counting, and of its clock for files. */
  private static final Duration TICK = Duration.ofMillis(10);

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 10", "99, 990", "100, 1000", "696145, 6961450"})
  void aTickIsAHundredthOfASecond(long ticks, long millis) throws CannotLookException {
    assertEquals(BOOT.plusMillis(millis), new BootTime(BOOT).plusTicks(ticks));
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
  void itStaysWhereItIs() {
    Instant first = BootTime.read().instant();
    for (int i = 0; i < 100; i++) {
      Duration apart = Duration.between(first, BootTime.read().instant()).abs();
      assertTrue(apart.compareTo(Duration.ofMillis(10)) < 0, apart.toString());
    }
  }

  /** To a hundredth of a second, and so much that a file that it makes is never older than it. */
  @Test
  void aProcessStartsBetweenWhatIsMadeBeforeAndWhatItMakes(@TempDir Path folder) throws Exception {
    Path before = Files.createFile(folder.resolve("before"));
    Path made = folder.resolve("made");
    Process process =
        Commands.start(
            new ProcessBuilder("sh", "-c", "echo >'" + made + "'; read end")
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        var child = host.proc().find((int) process.pid()).orElseThrow()) {
      Instant started = BootTime.read().plusTicks(ProcessStatus.of(child).startTicks());
      while (Files.notExists(made)) {
        Thread.sleep(1);
      }

      Instant earliest = changed(before).minus(TICK);
      assertTrue(!started.isBefore(earliest), started + " is before " + earliest);
      Instant latest = changed(made).plus(TICK);
      assertTrue(!started.isAfter(latest), started + " is after " + latest);
    } finally {
      process.destroy();
    }
  }

  private static Instant changed(Path file) throws IOException {
    return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
  }
}
