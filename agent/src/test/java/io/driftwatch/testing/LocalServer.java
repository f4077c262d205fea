package io.driftwatch.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** A program that serves HTTP on a free port of 127.0.0.1, until it is closed. */
public final class LocalServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private final Path log;
  private final Process process;

  private LocalServer(int port, Path log, Process process) {
    this.port = port;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @param log where what it says goes
   * @param ready a page that it has when it can be used
   * @param command the program and its arguments, of the port
   */
  public static LocalServer start(Path log, String ready, IntFunction<List<String>> command)
      throws IOException {
    int port = freePort();
    Process process =
        Commands.start(
            new ProcessBuilder(command.apply(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
    LocalServer server = new LocalServer(port, log, process);
    try {
      server.awaitReady(ready);
      return server;
    } catch (IOException | AssertionError e) {
      server.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(String page) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!has(page)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("not ready: " + said());
      }
      pause();
    }
  }

  private boolean has(String page) {
    try {
      return send(page).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Lets a moment pass before it is asked again. */
  public static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What a page has, whatever its status.
   *
   * @param page its path and query
   */
  public String get(String page) throws IOException {
    return send(page).body();
  }

  private HttpResponse<String> send(String page) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + page);
    try {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  /** What it printed. */
  public String said() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
