package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.metrics.Build;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock of the node while the agent runs: here that of the agent alone. */
@Tag("runtime")
@Timeout(600)
final class SetClockIT {

  private static final String NAME = "set-clock";

  @TempDir private Path temporary;
  private final SetClock clock = new SetClock();
  private final StringWriter lines = new StringWriter();
  private Agent agent;

  /** The machine's clock, but for an offset. */
  private static final class SetClock extends Clock {

    private volatile Duration offset = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aClockThatIsSetChangesNothingButTimes() throws Exception {
    try (Runtimes docker = Runtimes.start("docker");
        HostRoot host = HostRoot.open(FilePath.ROOT);
        Agent watching = Agent.start(host, Optional.empty(), settings())) {
      agent = watching;
      Thread loop = new Thread(agent::run);
      loop.setDaemon(true);
      loop.start();
      Started container = docker.run("docker", NAME, "busybox", List.of());
      drift(docker, container, "/evil");
      await("told", () -> told("appeared", "/evil") == 1);

      for (Duration offset :
          List.of(Duration.ofHours(2), Duration.ofDays(-3), Duration.ofDays(1), Duration.ZERO)) {
        clock.offset = offset;
        await("seen by the new time", () -> Math.abs(secondsSinceLastScan(NAME)) < 5);
        String name = NAME + offset.toHours();
        docker.run("docker", name, "busybox", List.of());
        await("a new one is seen", () -> Math.abs(secondsSinceLastScan(name)) < 5);
      }
      drift(docker, container, "/evil2");
      await("told", () -> told("appeared", "/evil2") == 1);
      agent.stop();
      loop.join();

      assertEquals(1, told("appeared", "/evil"));
      assertEquals(2, about("appeared"), lines.toString());
      assertEquals(0, about("resolved") + about("removed") + about("degraded"), lines.toString());
    }
  }

  private AgentSettings settings() throws Exception {
    return new AgentSettings(
        new Build("test", "17", "n1"),
        Privileges.own(),
        Optional.of(configuration()),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        temporary.resolve("state"),
        new PrintWriter(lines),
        clock);
  }

  private ConfigurationFile configuration() throws Exception {
    Path file = Files.writeString(temporary.resolve("config.yaml"), "scanInterval: 1s\n");
    return ConfigurationFile.load(file);
  }

  private void drift(Runtimes docker, Started container, String path) throws IOException {
    Path script = Files.writeString(temporary.resolve("script"), "cp /bin/busybox " + path);
    docker.exec(container, script);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not " + what);
      Thread.sleep(100);
    }
  }

  private long about(String event) {
    return lines
        .toString()
        .lines()
        .filter(line -> line.contains("\"event\":\"" + event + "\"") && line.contains(NAME))
        .count();
  }

  private long told(String event, String path) {
    return lines
        .toString()
        .lines()
        .filter(line -> line.contains("\"event\":\"" + event + "\""))
        .filter(line -> line.contains("\"path\":\"" + path + "\""))
        .count();
  }

  /** By the agent's clock; very long when it was never looked at. */
  private double secondsSinceLastScan(String container) {
    try (InputStream page =
        URI.create("http://127.0.0.1:" + agent.address().getPort() + "/metrics")
            .toURL()
            .openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("driftwatch_container_last_scan_timestamp_seconds{"))
          .filter(line -> line.contains("container=\"" + container + "\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .map(time -> clock.instant().getEpochSecond() - time)
          .findFirst()
          .orElse(Double.MAX_VALUE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
