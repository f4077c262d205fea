package io.driftwatch.metrics;

import io.driftwatch.http.HttpListener;
import io.driftwatch.http.Renderer;
import io.driftwatch.http.Request;
import io.driftwatch.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What {@code --listen} serves: {@code /metrics}, {@code /readyz} and {@code /healthz}. It has two
 * threads: one for all clients, one that makes {@code /metrics}. The two other pages are answered
 * by the first, whatever the second waits for.
 */
public final class MetricsServer implements AutoCloseable {

  private static final String LINKS =
      """
      <!DOCTYPE html><html lang="en"><title>driftwatch</title><h1>driftwatch</h1>
      <p><a href="/metrics">/metrics</a> for Prometheus, with honor_labels</p>
      <p><a href="/readyz">/readyz</a> whether the first pass over the node has ended</p>
      <p><a href="/healthz">/healthz</a> whether passes go on</p></html>
      """;

  private final Map<String, Function<Request, CompletableFuture<Response>>> pages;
  private final Renderer<Exposition> renderer;
  private final HttpListener listener;

  private MetricsServer(
      HttpListener listener,
      AgentMetrics metrics,
      Supplier<Optional<String>> notReady,
      Supplier<Optional<String>> stuck) {
    this.listener = listener;
    this.renderer = new Renderer<>(format -> write(format, metrics), listener::wake);
    this.pages =
        Map.of(
            "/", request -> atOnce(links()),
            "/metrics", request -> renderer.next(Exposition.asWantedBy(request)),
            "/readyz", request -> atOnce(state(notReady.get())),
            "/healthz", request -> atOnce(state(stuck.get())));
  }

  /**
   * Starts to serve.
   *
   * @param address where; port 0 for any that is free
   * @param metrics what {@code /metrics} shows
   * @param notReady why the agent is not ready, in a few words; empty once it is. Must not wait:
   *     all clients would.
   * @param stuck why the agent's loop is taken to be stuck; empty while it moves. Must not wait
   *     either.
   * @throws IOException when the address cannot be had, with a message that says so
   */
  public static MetricsServer start(
      InetSocketAddress address,
      AgentMetrics metrics,
      Supplier<Optional<String>> notReady,
      Supplier<Optional<String>> stuck)
      throws IOException {
    HttpListener listener = HttpListener.bind(address);
    MetricsServer server = new MetricsServer(listener, metrics, notReady, stuck);
    listener.serve(server::answer);
    return server;
  }

  /** Where it listens, with the port that it was given. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Ends every connection, and the threads. */
  @Override
  public void close() {
    listener.close();
    renderer.close();
  }

  private CompletableFuture<Response> answer(Request request) {
    if (!request.method().equals("GET")) {
      boolean head = request.method().equals("HEAD");
      Response refusal = head ? Response.empty(405) : Response.text(405, "only GET is served");
      return atOnce(refusal.with("Allow", "GET"));
    }
    Function<Request, CompletableFuture<Response>> page = pages.get(request.path());
    if (page == null) {
      return atOnce(Response.text(404, "there is /metrics, /readyz and /healthz"));
    }
    try {
      return page.apply(request);
    } catch (RuntimeException e) {
      return atOnce(Renderer.failure(e));
    }
  }

  private static Response write(Exposition format, AgentMetrics metrics) {
    try {
      return format.write(metrics.registry());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response state(Optional<String> whyNot) {
    return whyNot.map(why -> Response.text(503, why)).orElseGet(() -> Response.text(200, "ok"));
  }

  private static Response links() {
    byte[] page = LINKS.getBytes(StandardCharsets.UTF_8);
    return new Response(200, "text/html; charset=utf-8", Map.of(), page);
  }

  private static CompletableFuture<Response> atOnce(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
