package io.driftwatch.daemonset;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent in a container, with the rights of a pod of the DaemonSet and no more. */
final class AgentContainer implements AutoCloseable {

  private static final String NAME = "driftwatch-agent";
  private static final Pattern ADDRESS = Pattern.compile("http://\\S+/metrics");

  /** More than from one pass to the next. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final List<String> RIGHTS =
      List.of(
          "--read-only",
          "--cap-drop=ALL",
          "--cap-add=DAC_READ_SEARCH",
          "--cap-add=FOWNER",
          "--cap-add=SYS_ADMIN",
          "--cap-add=SYS_PTRACE",
          "--network=host",
          "--volume=/:/host:ro");

  private final Runtimes docker;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private AgentContainer(Runtimes docker) {
    this.docker = docker;
  }

  /**
   * Starts it, on a port that is free.
   *
   * @param folder a new one below it keeps its state
   */
  static AgentContainer start(Runtimes docker, String image, Path folder) throws IOException {
    Path state = Files.createTempDirectory(folder, "state");
    List<String> command = new ArrayList<>(List.of("run", "--detach", "--name=" + NAME));
    command.addAll(RIGHTS);
    command.add("--volume=" + state + ":/var/lib/driftwatch");
    command.addAll(List.of(image, "agent", "--host-root", "/host", "--listen", "127.0.0.1:0"));
    AgentContainer agent = new AgentContainer(docker);
    Commands.Result run = docker.docker(command.toArray(String[]::new));
    if (run.status() != 0) {
      agent.close();
      throw new IOException(run.errors());
    }
    return agent;
  }

  /** Something that may be so, or not yet. */
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits until something holds. */
  void await(String what, Condition condition) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not " + what + ": " + logs());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What `kubectl exec` would do: the program once more, in the same container. */
  Commands.Result call(String command, String... arguments) throws IOException {
    List<String> call = new ArrayList<>(List.of("exec", NAME, "java", "-jar"));
    call.addAll(List.of("/opt/driftwatch/driftwatch.jar", command, "--host-root", "/host"));
    call.addAll(List.of(arguments));
    return docker.docker(call.toArray(String[]::new));
  }

  /** What it printed. */
  String logs() throws IOException {
    Commands.Result logs = docker.docker("logs", NAME);
    return logs.output() + logs.errors();
  }

  /** What was written into its root, as docker sees it, after the client's exit status. */
  String diff() throws IOException {
    Commands.Result diff = docker.docker("diff", NAME);
    return diff.status() + " " + diff.output();
  }

  /** What it serves at a path. */
  HttpResponse<String> get(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofSeconds(10)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private URI address() throws IOException {
    await("it serves", () -> ADDRESS.matcher(logs()).find());
    Matcher address = ADDRESS.matcher(logs());
    return URI.create(address.find() ? address.group() : "");
  }

  @Override
  public void close() throws IOException {
    docker.docker("rm", "--force", NAME);
  }
}
