package io.driftwatch.demo;

import io.driftwatch.testing.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The demo in a process of its own, sleeping at one of its steps. */
final class DemoProcess implements AutoCloseable {

  private static final String CONTAINER = "container: process ";
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Process process;
  private final BufferedReader output;

  /** 0 when it sleeps before there is a container. */
  private long containerPid;

  private DemoProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /**
   * Starts it, and waits until it sleeps.
   *
   * @param folder for the demo's folder
   * @param step how the step begins that it sleeps at
   */
  static DemoProcess startedIn(Path folder, String step) throws IOException {
    DemoProcess demo =
        new DemoProcess(
            Commands.start(
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoProgram.class.getName(),
                        folder.toString(),
                        step)
                    .redirectErrorStream(true)));
    demo.readUpTo(step);
    return demo;
  }

  private void readUpTo(String step) throws IOException {
    StringBuilder read = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      read.append(line).append('\n');
      if (line.startsWith(CONTAINER)) {
        containerPid = Long.parseLong(line.substring(CONTAINER.length()));
      }
      if (line.startsWith(step)) {
        return;
      }
    }
    throw new IOException("it ended before " + step + ":\n" + read);
  }

  /** Ends it as a user or a system does, by SIGTERM. */
  void end() throws InterruptedException {
    // Process.destroy would also close the output that is still to be read.
    process.toHandle().destroy();
    process.waitFor();
  }

  /** Ends it by SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** What it printed after the step that it slept at. */
  String remainingOutput() throws IOException {
    return output.lines().collect(Collectors.joining("\n"));
  }

  /** Whether the container's process does anything; what waits to be reaped does not. */
  boolean isContainerAlive() throws IOException {
    if (containerPid == 0) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(containerPid), "stat"));
      return !stat.contains(") Z ");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Waits for the container to end, but not for long. */
  boolean isContainerGoneSoon() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(SOON);
    while (isContainerAlive() && Instant.now().isBefore(end)) {
      Thread.sleep(10);
    }
    return !isContainerAlive();
  }

  /** What a directory holds. */
  static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
