package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Held against the JDK's own client, and against bare sockets for what that would never send. */
final class MetricsServerTest {

  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final AtomicReference<Optional<String>> notReady =
      new AtomicReference<>(Optional.of("the first pass goes on"));
  private final AtomicReference<Optional<String>> stuck = new AtomicReference<>(Optional.empty());
  private MetricsServer server;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws IOException {
    server =
        MetricsServer.start(LOOPBACK, Scrape.metrics(States::ofANode), notReady::get, stuck::get);
    address = server.address();
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void metricsInTheFormatThatIsAskedFor() throws Exception {
    HttpResponse<byte[]> plain = get("/metrics");
    HttpResponse<byte[]> open =
        get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

    assertEquals(200, plain.statusCode());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", type(plain));
    assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", type(open));
    assertEquals(
        Scrape.of(States.ofANode()).series("driftwatch_"),
        Scrape.parse(text(plain.body())).series("driftwatch_"));
    assertTrue(text(open.body()).endsWith("# EOF\n"));
  }

  @Test
  void metricsAreCompressedForThoseWhoTakeIt() throws Exception {
    HttpResponse<byte[]> answer = get("/metrics", "Accept-Encoding", "gzip");

    assertEquals(Optional.of("gzip"), answer.headers().firstValue("Content-Encoding"));
    byte[] body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertTrue(body.length > 3 * answer.body().length);
    assertEquals(
        Scrape.of(States.ofANode()).series("driftwatch_"),
        Scrape.parse(text(body)).series("driftwatch_"));
  }

  @Test
  void readinessAndHealthSayWhy() throws Exception {
    assertState(503, "the first pass goes on\n", "/readyz");
    assertState(200, "ok\n", "/healthz");

    notReady.set(Optional.empty());
    stuck.set(Optional.of("no pass for 10 minutes"));

    assertState(200, "ok\n", "/readyz");
    assertState(503, "no pass for 10 minutes\n", "/healthz");
  }

  @Test
  void thePageOfLinksLeadsOn() throws Exception {
    String page = text(get("/").body());

    for (String link : new String[] {"/metrics", "/readyz", "/healthz"}) {
      assertTrue(page.contains("href=\"" + link + "\""), page);
    }
    assertEquals("text/html; charset=utf-8", type(get("/")));
  }

  @Test
  void thereIsNothingElse() throws Exception {
    for (String path : new String[] {"/metrics/", "/x", "/..%2f", "//"}) {
      assertEquals(404, get(path).statusCode(), path);
    }
  }

  @Test
  void onlyGetIsServed() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"}) {
      HttpRequest request =
          HttpRequest.newBuilder(uri("/metrics"))
              .method(method, HttpRequest.BodyPublishers.ofString("x".repeat(5)))
              .build();
      HttpResponse<byte[]> answer = send(request);
      assertEquals(405, answer.statusCode(), method);
      assertEquals(Optional.of("GET"), answer.headers().firstValue("Allow"), method);
    }
    assertTrue(Client.ask(address, "HEAD / HTTP/1.1\r\n\r\n").endsWith("\r\n\r\n"));
  }

  /** A server that closes while there is something to read resets, and its answer is lost. */
  @Test
  void whoSendsWhatNobodyAskedForHearsSo() throws Exception {
    String post = "POST /metrics HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n";

    String answer = Client.ask(address, post + "x".repeat(1_000_000));

    assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
    assertTrue(answer.endsWith("\r\n\r\nonly GET is served\n"), answer);
  }

  @Test
  void whatIsNoRequestIsToldSo() throws IOException {
    assertTrue(Client.ask(address, "hello\r\n\r\n").startsWith("HTTP/1.1 400 Bad Request\r\n"));
    assertTrue(Client.ask(address, "\r\n\r\n").startsWith("HTTP/1.1 400 "));
    assertTrue(Client.ask(address, "GET / HTTP/1.1\r\n bad\r\n\r\n").startsWith("HTTP/1.1 400 "));
  }

  @Test
  void aRequestMayComeInPieces() throws Exception {
    for (String end : new String[] {"\r\n", "\n"}) {
      try (Client client = new Client(address)) {
        for (char c : ("GET /healthz HTTP/1.0" + end + "A: b" + end + end).toCharArray()) {
          client.say(String.valueOf(c));
          Thread.sleep(2);
        }
        assertTrue(client.hear().endsWith("\r\n\r\nok\n"));
      }
    }
  }

  @Test
  void aClientMayCloseItsSideFirst() throws IOException {
    try (Client client = new Client(address)) {
      String answer = client.say("GET /metrics HTTP/1.1\r\n\r\n").sayNoMore().hear();

      assertTrue(answer.contains("driftwatch_container_drifted{"), answer);
    }
  }

  @Test
  void aFaultIsToldAndPasses() throws Exception {
    AtomicReference<RuntimeException> fault =
        new AtomicReference<>(new IllegalStateException("no\nnews"));
    AgentMetrics metrics =
        Scrape.metrics(
            () -> {
              throw fault.get();
            });
    try (MetricsServer broken =
        MetricsServer.start(
            LOOPBACK,
            metrics,
            () -> {
              throw fault.get();
            },
            Optional::empty)) {
      for (String path : new String[] {"/metrics", "/readyz", "/metrics"}) {
        String answer = Client.get(broken.address(), path);
        assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
        assertTrue(answer.endsWith("IllegalStateException: no\\x0anews\n"), answer);
      }
      assertTrue(Client.get(broken.address(), "/healthz").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void anAddressInUseIsToldSo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress there =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

      String why =
          assertThrows(
                  IOException.class,
                  () ->
                      MetricsServer.start(
                          there, Scrape.metrics(States::ofANode), Optional::empty, Optional::empty))
              .getMessage();

      assertEquals(
          "cannot listen on localhost:" + taken.getLocalPort() + ": Address already in use", why);
    }
  }

  private void assertState(int status, String body, String path) throws Exception {
    HttpResponse<byte[]> answer = get(path);
    assertEquals(status, answer.statusCode(), path);
    assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), answer.body(), path);
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  private static HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
