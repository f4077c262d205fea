package io.driftwatch.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.RunningAgent;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Docker's containers, and the agent that watches them, for one test. */
final class WatchedNode implements AutoCloseable {

  private final Runtimes docker;
  private final Path folder;
  private final Path configuration;
  private final Queue<Started> containers = new ConcurrentLinkedQueue<>();
  private RunningAgent agent;

  /**
   * A node on which nothing runs yet.
   *
   * @param docker which stays the caller's
   * @param folder for what the agent keeps and is told
   */
  WatchedNode(Runtimes docker, Path folder) {
    this.docker = docker;
    this.folder = folder;
    this.configuration = folder.resolve("config.yaml");
  }

  /** Starts the agent, and waits until its first pass has ended. */
  RunningAgent start(String yaml, String... wrapper) throws IOException {
    return begin(yaml, wrapper).awaitReady();
  }

  /** Starts the agent. */
  RunningAgent begin(String yaml, String... wrapper) throws IOException {
    configure(yaml);
    agent = RunningAgent.behind(List.of(wrapper), state(), "--config", configuration.toString());
    return agent;
  }

  RunningAgent agent() {
    return agent;
  }

  void configure(String yaml) throws IOException {
    Files.writeString(configuration, yaml);
  }

  Path state() {
    return folder.resolve("state");
  }

  /** Runs a busybox that sleeps. */
  Started run(String name) throws IOException {
    Started container = docker.run("docker", name, "busybox", List.of());
    containers.add(container);
    return container;
  }

  /** Kills a container, and deletes its files. */
  void remove(Started container) throws IOException {
    containers.remove(container);
    docker.remove(container);
  }

  /** Runs a shell script in a container. */
  void in(Started container, String script) throws IOException {
    Path file = Files.createTempFile(folder, "script", "");
    Files.writeString(file, script);
    docker.exec(container, file);
    Files.delete(file);
  }

  /** The series about a container. */
  List<String> seriesOf(String container) {
    return agent.series("driftwatch_").stream()
        .filter(series -> series.contains("container=\"" + container + "\""))
        .toList();
  }

  /** The value of a metric of a container, of all its series together. */
  OptionalDouble value(String metric, String container) {
    List<String> found =
        seriesOf(container).stream().filter(series -> series.startsWith(metric + "{")).toList();
    return found.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(found.stream().mapToDouble(WatchedNode::number).sum());
  }

  private static double number(String series) {
    return Double.parseDouble(series.substring(series.lastIndexOf(' ') + 1));
  }

  /** Lines of an event about a container. */
  List<JsonNode> lines(String event, String container) {
    return agent.lines(event).stream()
        .filter(line -> line.path("container").asText().equals(container))
        .toList();
  }

  /** The paths of such lines. */
  List<String> paths(String event, String container) {
    return lines(event, container).stream().map(line -> line.get("path").asText()).toList();
  }

  /** How many lines of an event are about the agent itself; containers have theirs. */
  long conditions(String event, String what) {
    return agent.lines(event).stream()
        .filter(line -> line.path("what").asText().equals(what))
        .count();
  }

  /** Waits until it was told that a path appeared. */
  void awaitTold(String container, String path) {
    agent.await("told of " + path, () -> paths("appeared", container).contains(path));
  }

  /** Waits until so many passes more have ended. */
  void passes(int number) {
    double before = agent.value("driftwatch_scans_total");
    agent.await("passed", () -> agent.value("driftwatch_scans_total") >= before + number);
  }

  /** How many descriptors it has between passes: the fewest within a second and a half. */
  int descriptors() throws IOException {
    int fewest = Integer.MAX_VALUE;
    long deadline = System.nanoTime() + 1_500_000_000L;
    while (System.nanoTime() < deadline) {
      fewest = Math.min(fewest, count("fd"));
    }
    return fewest;
  }

  int threads() throws IOException {
    return count("task");
  }

  private int count(String what) throws IOException {
    try (var files = Files.list(Path.of("/proc/" + agent.pid(), what))) {
      return (int) files.count();
    }
  }

  @Override
  public void close() throws IOException {
    if (agent != null) {
      agent.close();
    }
    for (Started container : containers) {
      docker.remove(container);
    }
  }
}
