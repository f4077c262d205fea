package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.http.HttpListener;
import io.driftwatch.report.ContainerState;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are slow, many or silent are no trouble to others. */
final class SlowClientsTest {

  private static final Duration SOON = Duration.ofSeconds(2);

  private static final int FEW_BYTES = 4096;

  private static final String ASK = "GET /metrics HTTP/1.1\r\n\r\n";

  private final List<ContainerState> states = aFullNode();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final Deque<Client> clients = new ArrayDeque<>();
  private int threadsBefore;
  private int descriptorsBefore;
  private MetricsServer server;
  private InetSocketAddress address;

  /** What is loaded while a test runs starts no thread and opens no socket of its own. */
  @BeforeAll
  static void loadClasses() throws IOException {
    try (MetricsServer server = serve(List.of())) {
      Client.get(server.address(), "/healthz");
      Client.get(server.address(), "/metrics");
    }
  }

  @BeforeEach
  void start() throws IOException {
    threadsBefore = threads();
    descriptorsBefore = descriptors();
    server = serve(states);
    address = server.address();
    assertServed();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    await(() -> threads() - threadsBefore <= 2);
    assertTimeout(SOON, server::close);
    for (Client client : clients) {
      client.close();
    }
    mayAnswer.countDown();
    await(() -> threads() == threadsBefore);
    await(() -> descriptors() <= descriptorsBefore);
  }

  @Test
  void thoseWhoSayNothing() throws IOException {
    for (int i = 0; i < 500; i++) {
      connect();
    }

    assertServed();
    assertTrue(
        descriptors() - descriptorsBefore <= 500 + HttpListener.MAX_CONNECTIONS + 8,
        () -> descriptors() + " descriptors");
  }

  @Test
  void thoseWhoSendAByteNowAndThen() throws Exception {
    for (int i = 0; i < 200; i++) {
      connect().say("GET /healthz HTTP/1.1\r\nA: ");
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < Duration.ofMillis(3600).toNanos()) {
      drip();
      assertServed();
      Thread.sleep(200);
    }

    for (Client client : clients) {
      assertEquals("", assertTimeout(SOON, client::hear));
    }
  }

  @Test
  void thoseWhoNeverReadTheAnswer() throws Exception {
    for (int i = 0; i < 200; i++) {
      connect().say(ASK);
    }
    assertServed();
    long bytes = Client.get(address, "/metrics").length();

    assertTrue(bytes > 500_000, () -> bytes + " bytes");
    assertServed();
  }

  /** Each of these answers is another, since each client comes when the one before is answered. */
  @Test
  void theirAnswersTakeLimitedMemory() throws Exception {
    for (int i = 0; i < 48; i++) {
      connect().say(ASK).hearOneByte();
    }
    assertServed();

    String first = clients.getFirst().hear();
    String last = clients.getLast().hear();
    assertTrue(first.length() < last.length(), first.length() + " of " + last.length());
    Scrape.parse(last.substring(last.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void thoseWhoHaveMuchToSay() throws Exception {
    String header = "X-Header: " + "x".repeat(1000) + "\r\n";

    String answer = connect().say("GET / HTTP/1.1\r\n" + header.repeat(9)).hear();

    assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
    for (int i = 0; i < 20; i++) {
      sayUntilRefused(connect(), header.repeat(1000));
    }
    assertServed();
  }

  @Test
  void thoseWhoLeaveAtOnce() throws Exception {
    for (int i = 0; i < 500; i++) {
      try (Client client = new Client(address)) {
        client.say(i % 2 == 0 ? ASK : "GET /");
      }
    }

    assertServed();
  }

  /** The loop may hold what a scrape asks for; a probe of health must not wait for that. */
  @Test
  void aScrapeThatWaits() throws Exception {
    try (MetricsServer waiting =
        MetricsServer.start(
            loopback(),
            Scrape.metrics(
                () -> {
                  awaitAnswer();
                  return states;
                }),
            Optional::empty,
            Optional::empty)) {
      List<Client> scrapes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Client client = new Client(waiting.address());
        clients.add(client);
        scrapes.add(client.say(ASK));
      }
      assertTimeout(SOON, () -> Client.get(waiting.address(), "/healthz"));
      for (int i = 0; i < 500; i++) {
        clients.add(new Client(waiting.address()));
      }

      mayAnswer.countDown();

      for (Client scrape : scrapes) {
        assertTrue(assertTimeout(SOON, scrape::hear).contains("driftwatch_containers{"));
      }
    }
  }

  @Test
  void thoseWhoAreThereAtTheEnd() throws Exception {
    Client silent = connect();
    Client reading = connect().say(ASK);

    assertTimeout(SOON, server::close);

    assertEquals("", silent.hear());
    reading.hear();
    server = serve(states);
    address = server.address();
    assertServed();
  }

  private void assertServed() {
    assertTimeout(SOON, () -> assertTrue(Client.get(address, "/healthz").endsWith("\r\n\r\nok\n")));
    String metrics = assertTimeout(SOON, () -> Client.get(address, "/metrics"));
    assertTrue(metrics.startsWith("HTTP/1.1 200 OK\r\n"), metrics);
    assertTrue(metrics.contains("Content-Length: " + (metrics.length() - bodyStart(metrics))));
  }

  private static int bodyStart(String answer) {
    return answer.indexOf("\r\n\r\n") + 4;
  }

  private void drip() throws IOException {
    for (Client client : clients) {
      try {
        client.say("x");
      } catch (SocketException e) {
        // Its time was over, which is seen at the end.
      }
    }
  }

  private static void sayUntilRefused(Client client, String text) throws IOException {
    try {
      client.say(text);
      client.hear();
    } catch (SocketException e) {
      // As it should be.
    }
  }

  private Client connect() throws IOException {
    Client client = new Client(address, FEW_BYTES);
    clients.add(client);
    return client;
  }

  private void awaitAnswer() {
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static MetricsServer serve(List<ContainerState> states) throws IOException {
    return MetricsServer.start(
        loopback(), Scrape.metrics(() -> states), Optional::empty, Optional::empty);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static List<ContainerState> aFullNode() {
    List<ContainerState> states = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      states.add(States.counted(States.pod("ns", "pod-" + i, "c", "job", "w"), 10, States.LOOKED));
    }
    return states;
  }

  /** A thread that has done its work, or a descriptor, may be there a moment longer. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    assertTrue(condition.getAsBoolean(), () -> threads() + " threads, " + sockets());
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("driftwatch-"))
            .count();
  }

  private static int descriptors() {
    return sockets().size();
  }

  /**
   * Sockets, pipes, and what selects among them. Files do not count: an archive of classes stays
   * open from its first use on.
   */
  private static List<String> sockets() {
    List<String> sockets = new ArrayList<>();
    for (String name : Objects.requireNonNull(new File("/proc/self/fd").list())) {
      try {
        String target = Files.readSymbolicLink(Path.of("/proc/self/fd", name)).toString();
        if (!target.startsWith("/")) {
          sockets.add(target);
        }
      } catch (IOException e) {
        // What was closed since it was listed is open no longer.
      }
    }
    return sockets;
  }
}
