package io.driftwatch.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Where Alertmanager delivers its notifications to, with all that came. */
final class Receiver implements AutoCloseable {

  /**
   * An alert of a notification.
   *
   * @param by the receiver of Alertmanager's that it came by
   * @param json the alert as Alertmanager writes it
   */
  record Delivered(String by, JsonNode json) {

    String status() {
      return json.path("status").asText();
    }

    String label(String name) {
      return json.path("labels").path(name).asText(null);
    }

    String annotation(String name) {
      return json.path("annotations").path(name).asText(null);
    }
  }

  private final HttpServer server;
  private final List<JsonNode> notifications = new CopyOnWriteArrayList<>();

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    notifications.add(new ObjectMapper().readTree(exchange.getRequestBody()));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The first alert of a name about a container that came with a status. */
  Optional<Delivered> find(String alert, String container, String status) {
    return notifications.stream()
        .flatMap(Receiver::alerts)
        .filter(
            delivered ->
                alert.equals(delivered.label("alertname"))
                    && container.equals(delivered.label("container"))
                    && status.equals(delivered.status()))
        .findFirst();
  }

  private static Stream<Delivered> alerts(JsonNode notification) {
    String by = notification.path("receiver").asText();
    return StreamSupport.stream(notification.path("alerts").spliterator(), false)
        .map(alert -> new Delivered(by, alert));
  }

  /** All that came, for the message of a test that fails. */
  @Override
  public String toString() {
    return notifications.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
