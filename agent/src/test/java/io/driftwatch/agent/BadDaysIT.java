package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.RunningAgent;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers that make it hard for the agent, be it by their number, size or end. */
@Tag("runtime")
@Timeout(600)
final class BadDaysIT {

  /** How many containers come and go. */
  private static final int COMING_AND_GOING = Integer.getInteger("driftwatch.baddays.churn", 60);

  /** How many files a big container has. */
  private static final int FILES = Integer.getInteger("driftwatch.baddays.files", 300_000);

  private static final String BIG = "bad-days-big";
  private static final String QUIET = "bad-days-quiet";

  private static Runtimes docker;

  @TempDir private Path temporary;
  private WatchedNode node;

  @BeforeAll
  static void startDocker() throws IOException {
    docker = Runtimes.start("docker");
  }

  @AfterAll
  static void stopDocker() throws IOException {
    if (docker != null) {
      docker.close();
    }
  }

  @BeforeEach
  void begin() {
    node = new WatchedNode(docker, temporary);
  }

  @AfterEach
  void end() throws IOException {
    node.close();
  }

  @Test
  void containersThatComeAndGoLeaveNothingBehind() throws IOException {
    node.run(QUIET);
    RunningAgent agent = node.start("scanInterval: 1s\n");
    comeAndGo(0, 8);
    node.passes(2);
    int descriptors = node.descriptors();
    int threads = node.threads();

    comeAndGo(8, COMING_AND_GOING);
    agent.await(
        "gone",
        () ->
            agent.series("driftwatch_container_info{").stream()
                .noneMatch(series -> series.contains(BIG)));
    node.passes(3);

    List<String> wrong = new ArrayList<>();
    for (JsonNode line : agent.lines()) {
      if (!isTrueOfComingAndGoing(line)) {
        wrong.add(line.toString());
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(1, agent.errors().lines().count(), agent.errors());
    assertTrue(node.descriptors() <= descriptors + 2, descriptors + " -> " + node.descriptors());
    // On a machine that is slow for a moment there are more, until they have had nothing to do.
    agent.await("fewer threads", Duration.ofMinutes(3), () -> countThreads() <= threads + 2);
  }

  /** Every second one does what must be told of, or may be gone before anybody looks. */
  private void comeAndGo(int from, int to) {
    IntStream.range(from, to)
        .parallel()
        .forEach(
            i -> {
              try {
                Started container = node.run(BIG + i);
                if (i % 2 == 0) {
                  node.in(container, "cp /bin/busybox /evil");
                }
                node.remove(container);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static boolean isTrueOfComingAndGoing(JsonNode line) {
    String container = line.path("container").asText();
    if (!container.startsWith(BIG)) {
      // Other containers of this machine are none of the test's business.
      return !container.startsWith(QUIET) && !container.isEmpty();
    }
    boolean isEven = Integer.parseInt(container.substring(BIG.length())) % 2 == 0;
    return switch (line.path("event").asText()) {
      case "removed" -> true;
      case "appeared" -> isEven && line.path("path").asText().equals("/evil");
      default -> false;
    };
  }

  @Test
  void aContainerThatEndsWhileItIsLookedAtIsGoneAndNothingOfItResolved() throws IOException {
    Started big = node.run(BIG);
    node.in(big, "cp /bin/busybox /evil; " + manyFiles(30_000));
    // After so many entries the look stays where it is until the next pass, which never comes.
    RunningAgent agent = node.start("scanInterval: 1h\nbudgets: {entries: 20000}\n");
    agent.await("looked at in part", () -> !node.lines("degraded", BIG).isEmpty());
    int descriptors = node.descriptors();

    node.remove(big);
    agent.await("gone", Duration.ofSeconds(5), () -> !node.lines("removed", BIG).isEmpty());

    agent.await("let go", () -> openFiles() < descriptors);
    assertEquals(1, node.lines("removed", BIG).size());
    assertEquals(List.of(), node.paths("resolved", BIG));
    assertEquals(List.of(), node.seriesOf(BIG));
    assertEquals(1, agent.errors().lines().count(), agent.errors());
  }

  private int countThreads() {
    try {
      return node.threads();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int openFiles() {
    try {
      return node.descriptors();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void containersThatEndAtAnyMomentAreToldOfTruly() throws IOException {
    List<Started> containers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Started container = node.run(BIG + i);
      node.in(container, manyFiles(20_000));
      containers.add(container);
    }
    RunningAgent agent = node.begin("scanInterval: 1s\n");
    agent.await("began", this::isServing);
    for (Started container : containers) {
      node.remove(container);
    }
    for (int i = 0; i < 6; i++) {
      String name = BIG + i;
      agent.await("gone", () -> node.seriesOf(name).isEmpty());
    }
    node.passes(2);

    for (int i = 0; i < 6; i++) {
      assertEquals(List.of(), node.paths("resolved", BIG + i));
      assertTrue(node.lines("removed", BIG + i).size() <= 1);
      for (String path : node.paths("appeared", BIG + i)) {
        assertTrue(path.startsWith("/srv"), path);
      }
    }
    assertEquals(1, agent.errors().lines().count(), agent.errors());
  }

  private static String manyFiles(int number) {
    return "for d in $(seq "
        + number / 1000
        + "); do mkdir -p /srv/$d; cd /srv/$d; seq 1000 | xargs touch; done";
  }

  @Test
  void aHugeContainerHoldsUpNoOtherAndIsSeenWholeInTheEnd() throws IOException {
    Started quiet = node.run(QUIET);
    Started big = node.run(BIG);
    node.in(big, manyFiles(FILES));
    RunningAgent agent =
        node.start(
            "scanInterval: 2s\nbudgets: {entries: " + FILES / 10 + "}\n",
            "env",
            "_JAVA_OPTIONS=-Xmx64m");
    agent.await("looked at in part", () -> !node.lines("degraded", BIG).isEmpty());
    assertEquals("budget-entries", node.lines("degraded", BIG).get(0).get("reason").asText());

    double before = lastScan(QUIET);
    node.passes(1);
    node.in(quiet, "cp /bin/busybox /evil");
    // An interval with its jitter, a moment to look, and what docker takes.
    agent.await("told", Duration.ofSeconds(5), () -> agent.toldOf("/evil"));
    assertTrue(lastScan(QUIET) > before);
    assertTrue(node.value("driftwatch_container_last_scan_timestamp_seconds", BIG).isEmpty());

    agent.await(
        "whole",
        Duration.ofMinutes(2),
        () -> node.value("driftwatch_container_last_scan_timestamp_seconds", BIG).isPresent());
    // The directories, too, and /srv itself.
    assertEquals(
        FILES + FILES / 1000 + 1, node.value("driftwatch_findings", BIG).orElseThrow(), 0.1);
    assertEquals(1, node.lines("recovered", BIG).size());
    assertFalse(agent.errors().contains("OutOfMemory"), agent.errors());
  }

  private double lastScan(String container) {
    return node.value("driftwatch_container_last_scan_timestamp_seconds", container).orElseThrow();
  }

  /** More of them than are told of in a minute, and all before the others by name. */
  @Test
  void decoysHideNeitherANewProgramNorOneThatWasReplaced() throws IOException {
    Started container = node.run(BIG);
    node.in(
        container,
        """
        mkdir /a
        cd /a
        printf '#!/bin/sh\\n' >1
        chmod +x 1
        seq 2 10000 | while read i; do echo /a/$i; done | xargs -n 500 sh -c 'for f; do cp 1 $f; done' sh
        mkdir -p /usr/bin
        cp /bin/busybox /usr/bin/evil
        cp /bin/busybox /bin/zcat.new
        printf x >>/bin/zcat.new
        mv /bin/zcat.new /bin/zcat
        """);
    RunningAgent agent = node.start("scanInterval: 2s\n");
    agent.await("told", () -> node.paths("appeared", BIG).size() >= 100);

    assertTrue(agent.toldOf("/usr/bin/evil"), node.paths("appeared", BIG).toString());
    assertTrue(agent.toldOf("/bin/zcat"), node.paths("appeared", BIG).toString());
    node.passes(1);
    assertEquals(10_002 + 3, node.value("driftwatch_findings", BIG).orElseThrow(), 0.1);
  }

  @Test
  void readingIsAsSlowAsItShouldBeAndHoldsUpNobody() throws IOException {
    Started quiet = node.run(QUIET);
    Started big = node.run(BIG);
    node.in(
        big,
        """
        dd if=/dev/urandom of=/r bs=1M count=8 2>/dev/null
        for f in /bin/[d-z]*; do
          case $f in /bin/mv|/bin/sh|/bin/cp) continue ;; esac
          cp /r /new && mv /new $f
          n=$((n + 1)); [ $n -lt 128 ] || break
        done
        """);
    RunningAgent agent = node.begin("scanInterval: 2s\nhashRate: 16MiB\n");
    agent.await("reads", () -> isServing() && hashed() > 90 << 20);
    double bytes = hashed();
    long began = System.nanoTime();

    node.in(quiet, "cp /bin/busybox /evil");
    agent.await("told", Duration.ofSeconds(5), () -> agent.toldOf("/evil"));
    agent.await("time passes", () -> System.nanoTime() - began > 8_000_000_000L);
    double perSecond = (hashed() - bytes) / ((System.nanoTime() - began) / 1e9);

    assertTrue(perSecond < 18 << 20 && perSecond > 8 << 20, perSecond + " bytes a second");
    assertTrue(node.value("driftwatch_container_last_scan_timestamp_seconds", BIG).isEmpty());
    assertEquals(0, agent.terminate(Duration.ofSeconds(2)));
  }

  private boolean isServing() {
    return node.agent().status("/healthz") == 200;
  }

  private double hashed() {
    return node.agent().value("driftwatch_hashed_bytes_total");
  }
}
