package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.ManyContainers;
import io.driftwatch.testing.RunningAgent;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More containers than most nodes have, all of which drift. */
@Tag("runtime")
@Timeout(600)
final class ManyContainersIT {

  private static final int CONTAINERS = Integer.getInteger("driftwatch.baddays.containers", 120);
  private static final int MANY_ENTRIES = 1_000;

  @TempDir private Path temporary;

  /** What they have to tell is more than a pipe and the queue before it hold. */
  @Test
  void whoeverStopsReadingItsLinesStopsNothingElse() throws IOException, InterruptedException {
    Path pipe = temporary.resolve("pipe");
    Commands.run("mkfifo", pipe.toString());
    try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw");
        ManyContainers containers = ManyContainers.start(CONTAINERS)) {
      containers.inEach("for i in $(seq 150); do : >srv/$i; done");
      try (RunningAgent agent =
          RunningAgent.behind(
              List.of("sh", "-c", "exec \"$0\" \"$@\" >" + pipe),
              temporary.resolve("state"),
              "--config",
              configuration().toString())) {
        awaitReady(agent);
        double expected = CONTAINERS * 150.0;
        agent.await(
            "all seen",
            Duration.ofMinutes(3),
            () -> sum(agent, "driftwatch_findings{") >= expected);
        agent.await("dropped", () -> dropped(agent) > 0);
        double scans = agent.value("driftwatch_scans_total");
        agent.await("passes go on", () -> agent.value("driftwatch_scans_total") >= scans + 3);
        assertEquals(200, agent.status("/healthz"));

        // A hundred of each container, and for each at most one about the lines that were left out.
        double told = lines(reader) + dropped(agent);
        assertTrue(told >= CONTAINERS * 100 && told <= CONTAINERS * 101, told + " lines");
        assertEquals(0, agent.terminate(Duration.ofSeconds(2)));
      }
    }
  }

  /** How many lines there are to read, once the reader goes on. */
  private static long lines(RandomAccessFile pipe) throws IOException, InterruptedException {
    FileInputStream in = new FileInputStream(pipe.getFD());
    byte[] some = new byte[1 << 16];
    long lines = 0;
    for (int idle = 0; idle < 20; idle++) {
      while (in.available() > 0) {
        int length = in.read(some);
        for (int i = 0; i < length; i++) {
          lines += some[i] == '\n' ? 1 : 0;
        }
        idle = 0;
      }
      Thread.sleep(100);
    }
    return lines;
  }

  private static double dropped(RunningAgent agent) {
    return agent.value("driftwatch_log_lines_dropped_total");
  }

  @Test
  void muchThatManyHaveWrittenTakesBoundedMemoryAndAShortScrape() throws IOException {
    try (ManyContainers containers = ManyContainers.start(CONTAINERS)) {
      containers.inEach("for i in $(seq " + MANY_ENTRIES + "); do : >srv/$i; done");
      try (RunningAgent agent =
          RunningAgent.behind(
              List.of("env", "_JAVA_OPTIONS=-Xmx96m"),
              temporary.resolve("state"),
              "--config",
              configuration().toString())) {
        awaitReady(agent);
        double expected = (double) CONTAINERS * MANY_ENTRIES;
        agent.await(
            "all seen",
            Duration.ofMinutes(3),
            () -> sum(agent, "driftwatch_findings{") >= expected);

        assertTrue(agent.get("/metrics").length() < 1_000_000);
        assertFalse(agent.errors().contains("OutOfMemory"), agent.errors());
        assertEquals(expected, sum(agent, "driftwatch_findings{"));
      }
    }
  }

  /** Looks give way to everything else that the machine has to do. */
  private static void awaitReady(RunningAgent agent) {
    agent.await("ready", Duration.ofMinutes(3), () -> agent.status("/readyz") == 200);
  }

  private Path configuration() throws IOException {
    return Files.writeString(temporary.resolve("config.yaml"), "scanInterval: 2s\n");
  }

  /** Of the containers of the test; the machine may have others. */
  private static double sum(RunningAgent agent, String metric) {
    return agent.series(metric).stream()
        .filter(series -> series.contains("container=\"" + ManyContainers.NAME))
        .mapToDouble(series -> Double.parseDouble(series.substring(series.lastIndexOf(' ') + 1)))
        .sum();
  }
}
