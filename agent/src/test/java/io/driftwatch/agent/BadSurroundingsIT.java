package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RunningAgent;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is around the agent fails: its files, its disk, its own process. */
@Tag("runtime")
@Timeout(300)
final class BadSurroundingsIT {

  private static final String NAME = "bad-surroundings";
  private static final String EVERY_SECOND = "scanInterval: 1s\n";

  private static Runtimes docker;

  @TempDir private Path temporary;
  private WatchedNode node;
  private Started container;

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
  void begin() throws IOException {
    node = new WatchedNode(docker, temporary);
    container = node.run(NAME);
  }

  @AfterEach
  void end() throws IOException {
    node.close();
  }

  private void drift(String path) throws IOException {
    node.in(container, "cp /bin/busybox " + path);
  }

  /** As a ConfigMap's volume does it: a link to a folder is put in another's place. */
  @Test
  void aVolumesConfigurationIsFollowedThroughAllThatCanHappenToIt() throws IOException {
    Path volume = Files.createDirectory(temporary.resolve("volume"));
    publish(volume, "1", EVERY_SECOND);
    Files.createSymbolicLink(volume.resolve("config.yaml"), Path.of("..data/config.yaml"));
    Files.createSymbolicLink(temporary.resolve("config.yaml"), Path.of("volume/config.yaml"));
    RunningAgent agent = node.start(EVERY_SECOND);
    drift("/evil");
    node.awaitTold(NAME, "/evil");

    publish(volume, "2", EVERY_SECOND + allow("/evil"));
    agent.await("allowed", () -> drifted() == 0);
    publish(volume, "3", "\0\u0001garbage: [");
    agent.await("refused", () -> node.conditions("degraded", "config") == 1);
    publish(volume, "4", EVERY_SECOND + allow("/evil2"));
    agent.await("recovered", () -> node.conditions("recovered", "config") == 1);
    agent.await("not allowed", () -> drifted() == 1);

    Files.delete(volume.resolve("..data"));
    agent.await("missing", () -> node.conditions("degraded", "config") == 2);
    assertEquals(0, agent.value("driftwatch_config_last_reload_successful"));
    publish(volume, "5", EVERY_SECOND + allow("/evil"));
    agent.await("recovered", () -> node.conditions("recovered", "config") == 2);
    agent.await("allowed", () -> drifted() == 0);

    assertEquals(1, agent.value("driftwatch_config_last_reload_successful"));
    assertEquals(List.of("/evil"), node.paths("appeared", NAME));
    assertEquals(1, agent.lines("rejudged").size(), "when it was allowed no longer");
    assertEquals(List.of(), node.paths("resolved", NAME));
  }

  private static String allow(String path) {
    return "allow: [{path: " + path + ", owner: me, reason: a test}]\n";
  }

  private static void publish(Path volume, String name, String yaml) throws IOException {
    Path data = Files.createDirectory(volume.resolve(".." + name));
    Files.writeString(data.resolve("config.yaml"), yaml);
    Path link = Files.createSymbolicLink(volume.resolve("..new"), Path.of(".." + name));
    Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private double drifted() {
    return node.value("driftwatch_container_drifted", NAME).orElse(-1);
  }

  @Test
  void aStateDirectoryThatIsFullOrReadOnlyIsMadeUpForOnceItIsNot() throws Exception {
    Path disk = Files.createDirectory(node.state());
    Commands.run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString());
    try {
      RunningAgent agent = node.start(EVERY_SECOND);
      Path filler = disk.resolve("filler");
      Commands.attempt(new ProcessBuilder("dd", "if=/dev/zero", "of=" + filler));
      drift("/full");
      node.awaitTold(NAME, "/full");
      agent.await("degraded", () -> node.conditions("degraded", "state") == 1);
      Files.delete(filler);
      agent.await("recovered", () -> node.conditions("recovered", "state") == 1);

      Commands.run("mount", "-o", "remount,ro", disk.toString());
      drift("/ro");
      node.awaitTold(NAME, "/ro");
      agent.await("degraded", () -> node.conditions("degraded", "state") == 2);
      assertEquals(0, agent.value("driftwatch_state_writable"));
      Commands.run("mount", "-o", "remount,rw", disk.toString());
      agent.await("recovered", () -> node.conditions("recovered", "state") == 2);
      assertEquals(1, agent.value("driftwatch_state_writable"));
      assertEquals(List.of("/full", "/ro"), node.paths("appeared", NAME));

      // What was made up for is really there: after the worst end nothing is told again.
      agent.close();
      node.start(EVERY_SECOND);
      node.passes(2);
      assertEquals(List.of(), node.paths("appeared", NAME));
      node.agent().close();
    } finally {
      Commands.run("umount", "--lazy", disk.toString());
    }
  }

  @Test
  void damagedStateIsLostAndNothingElse() throws IOException {
    node.start(EVERY_SECOND);
    drift("/evil");
    node.awaitTold(NAME, "/evil");
    node.passes(1);
    List<String> damages = List.of("", "null", "{}", "[1]", "\0\0\0\0\0\0\0\0", "{\"key\":\"x\",");
    for (String damage : damages) {
      node.agent().close();
      for (Path file : stateFiles()) {
        Files.writeString(file, damage);
      }
      Files.createDirectories(node.state().resolve("containers/folder.json/in-the-way"));
      node.start(EVERY_SECOND);
      node.awaitTold(NAME, "/evil");
      node.passes(2);
      assertEquals(List.of("/evil"), node.paths("appeared", NAME), damage);
    }

    node.agent().close();
    node.start(EVERY_SECOND);
    node.passes(2);
    assertEquals(List.of(), node.paths("appeared", NAME));
  }

  private List<Path> stateFiles() throws IOException {
    try (Stream<Path> files = Files.list(node.state().resolve("containers"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Each finding is told of; twice only when it was not kept yet at the moment of the end. */
  @Test
  void whoeverKillsItLosesNothing() throws IOException, InterruptedException {
    List<String> toldAtAll = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    List<String> all = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      RunningAgent agent = node.begin(EVERY_SECOND);
      agent.await("began", () -> agent.status("/healthz") == 200);
      String path = "/evil" + round;
      drift(path);
      all.add(path);
      Thread.sleep(round * 170L);
      agent.close();
      awaitOutput(agent);

      List<String> told = node.paths("appeared", NAME);
      assertNotToldAgain(told, kept);
      toldAtAll.addAll(told);
      toldAtAll.stream().filter(this::isKept).forEach(kept::add);
    }
    node.start(EVERY_SECOND);
    node.passes(2);
    assertNotToldAgain(node.paths("appeared", NAME), kept);
    toldAtAll.addAll(node.paths("appeared", NAME));

    assertTrue(toldAtAll.containsAll(all), toldAtAll.toString());
    assertEquals(List.of(), node.paths("resolved", NAME));
  }

  private static void assertNotToldAgain(List<String> told, Set<String> kept) {
    for (String path : told) {
      assertFalse(kept.contains(path), path + " is told of again");
    }
    assertEquals(told.size(), told.stream().distinct().count(), told.toString());
  }

  private boolean isKept(String path) {
    try {
      for (Path file : stateFiles()) {
        if (Files.readString(file).contains("\"" + path + "\"")) {
          return true;
        }
      }
      return false;
    } catch (IOException none) {
      return false;
    }
  }

  /** What it printed before its end is in the pipe. */
  private static void awaitOutput(RunningAgent ended) throws InterruptedException {
    List<JsonNode> before;
    do {
      before = ended.lines();
      Thread.sleep(100);
    } while (before.size() < ended.lines().size());
  }
}
