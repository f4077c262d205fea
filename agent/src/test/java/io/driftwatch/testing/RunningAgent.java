package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent in a process of its own, with what it prints and serves. */
public final class RunningAgent implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("http://\\S+/metrics");
  private static final Map<String, String> ALONE = Map.of("NODE_NAME", "test-node");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private RunningAgent(Process process) {
    this.process = process;
    collect(process.getInputStream(), output);
    collect(process.getErrorStream(), errors);
  }

  /**
   * Starts it, on a port that is free.
   *
   * @param state its state directory
   */
  public static RunningAgent start(Path state, String... arguments) throws IOException {
    return start(List.of(), "127.0.0.1:0", ALONE, state, arguments);
  }

  /** Starts it where it is told to listen. */
  public static RunningAgent startAt(String listen, Path state) throws IOException {
    return start(List.of(), listen, ALONE, state);
  }

  /**
   * Starts it behind another program, such as one that takes rights away.
   *
   * @param wrapper that program and its arguments
   */
  public static RunningAgent behind(List<String> wrapper, Path state, String... arguments)
      throws IOException {
    return start(wrapper, "127.0.0.1:0", ALONE, state, arguments);
  }

  /** Starts it on a node of a cluster. */
  public static RunningAgent inCluster(
      Path kubeconfig, String node, Path state, String... arguments) throws IOException {
    Map<String, String> environment =
        Map.of("NODE_NAME", node, "KUBECONFIG", kubeconfig.toString());
    return start(List.of(), "127.0.0.1:0", environment, state, arguments);
  }

  private static RunningAgent start(
      List<String> wrapper,
      String listen,
      Map<String, String> environment,
      Path state,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-jar", Program.jar().toString(), "agent"));
    command.addAll(List.of("--listen", listen, "--state-dir", state.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().putAll(environment);
    return new RunningAgent(Commands.start(builder));
  }

  private static void collect(InputStream from, List<String> to) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                lines.lines().forEach(to::add);
              } catch (IOException | UncheckedIOException ended) {
                // The process is gone.
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits until the first pass has ended. */
  public RunningAgent awaitReady() {
    boolean ready = false;
    try {
      await("ready", () -> status("/readyz") == 200);
      ready = true;
      return this;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  /** Waits until something is so. */
  public void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  /** Waits until something is so. */
  public void await(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
        throw new AssertionError(
            "not " + what + "; stdout: " + output + "; stderr: " + String.join("\n", errors));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What a page has. */
  public String get(String page) {
    return send(page).body();
  }

  /** The status of a page; 0 when nobody answers. */
  public int status(String page) {
    try {
      return send(page).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private HttpResponse<String> send(String page) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address()).resolve(page))
              .timeout(Duration.ofSeconds(10))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String address() throws IOException {
    return errors.stream()
        .map(ADDRESS::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst()
        .orElseThrow(() -> new IOException("no address as yet"));
  }

  /** The series of a scrape that begin so. */
  public List<String> series(String beginning) {
    return get("/metrics").lines().filter(line -> line.startsWith(beginning)).toList();
  }

  /** The value of the only series that begins so. */
  public double value(String beginning) {
    List<String> found = series(beginning);
    if (found.size() != 1) {
      throw new AssertionError(beginning + ": " + found);
    }
    return Double.parseDouble(found.get(0).substring(found.get(0).lastIndexOf(' ') + 1));
  }

  /** What it printed, each line as JSON. */
  public List<JsonNode> lines() {
    return output.stream().map(RunningAgent::json).toList();
  }

  /** Its lines of one event. */
  public List<JsonNode> lines(String event) {
    return lines().stream().filter(line -> line.path("event").asText().equals(event)).toList();
  }

  /** Whether it told that a path appeared. */
  public boolean toldOf(String path) {
    return lines("appeared").stream().anyMatch(line -> line.path("path").asText().equals(path));
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  /** What it said on stderr. */
  public String errors() {
    return String.join("\n", errors);
  }

  public long pid() {
    return process.pid();
  }

  /** The port that it listens on. */
  public int port() throws IOException {
    return URI.create(address()).getPort();
  }

  /** Waits until it has ended by itself. */
  public void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still there after " + patience);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Its exit status. */
  public int exitValue() {
    return process.exitValue();
  }

  /** Ends it by SIGTERM; its exit status. */
  public int terminate(Duration patience) {
    process.destroy();
    awaitEnd(patience);
    return process.exitValue();
  }

  /** Ends it by SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
