package io.driftwatch.demo;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.discover.RunningContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The demo's live container: one process whose root is the overlay. */
final class DemoContainer implements AutoCloseable {

  /** What runs in it. */
  static final String PROGRAM = "/usr/bin/server";

  private static final Image IMAGE = new Image("demo/image:1", null, null);

  private final Process process;

  /** Without it whoever adopts the process would have to wait for it, which not everyone does. */
  private final Thread atExit = new Thread(this::end, "demo-end");

  private DemoContainer(Process process) {
    this.process = process;
  }

  /**
   * Starts it, and waits until it has its root.
   *
   * @param root where the overlay is mounted
   */
  static DemoContainer start(Path root) throws IOException {
    String program = root + PROGRAM;
    DemoContainer container =
        new DemoContainer(
            new ProcessBuilder(program, root.toString()).redirectErrorStream(true).start());
    try {
      Runtime.getRuntime().addShutdownHook(container.atExit);
      BufferedReader output = container.process.inputReader();
      if (!"ready".equals(output.readLine())) {
        throw new IOException(program + " could not take its root");
      }
      return container;
    } catch (IOException | IllegalStateException e) {
      container.close();
      throw e;
    }
  }

  /** Its process, as this machine numbers it. */
  int pid() {
    return Math.toIntExact(process.pid());
  }

  /** The same with a name: there is no runtime that would tell it. */
  static RunningContainer named(RunningContainer found) {
    Container is = found.container();
    Container named =
        new Container(
            is.id(),
            "demo",
            ContainerRuntime.UNKNOWN,
            is.pid(),
            is.startedAt(),
            Optional.empty(),
            IMAGE,
            is.readOnly());
    return new RunningContainer(named, found.process(), found.root());
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is being ended, and with it goes the hook.
    }
  }

  private void end() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
