package io.driftwatch.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client is told.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param headers others than the type and the length
 * @param body which many answers may share
 */
public record Response(int status, String contentType, Map<String, String> headers, byte[] body) {

  private static final Map<Integer, String> REASONS =
      Map.of(
          200, "OK",
          400, "Bad Request",
          404, "Not Found",
          405, "Method Not Allowed",
          431, "Request Header Fields Too Large",
          500, "Internal Server Error",
          503, "Service Unavailable");

  /** A line of plain text. */
  public static Response text(int status, String line) {
    return new Response(
        status,
        "text/plain; charset=utf-8",
        Map.of(),
        (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Without a word. */
  public static Response empty(int status) {
    return new Response(status, "text/plain; charset=utf-8", Map.of(), new byte[0]);
  }

  /** The same with a header. */
  public Response with(String name, String value) {
    return new Response(status, contentType, Map.of(name, value), body);
  }

  /** All that goes before the body. */
  ByteBuffer head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(status).append(' ').append(REASONS.get(status)).append("\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
    head.append("Connection: close\r\n\r\n");
    return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
