package io.driftwatch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTest {

  @Test
  void asPrometheusSendsIt() {
    Request request =
        Request.parse(
                """
                GET /metrics?x=/healthz HTTP/1.1\r
                Host: 127.0.0.1:9090\r
                ACCEPT: application/openmetrics-text;version=1.0.0,*/*;q=0.1\r
                Accept-Encoding: deflate\r
                Accept-Encoding:gzip\r
                """)
            .orElseThrow();

    assertEquals("GET", request.method());
    assertEquals("/metrics", request.path());
    assertEquals("application/openmetrics-text;version=1.0.0,*/*;q=0.1", request.header("accept"));
    assertTrue(request.accepts("gzip"));
    assertTrue(request.accepts("deflate"));
    assertFalse(request.accepts("br"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "GET /\n",
        "GET  / HTTP/1.1\n",
        "get / HTTP/1.1\n",
        "GET x HTTP/1.1\n",
        "GET / HTTP/2.0\n",
        "GET / HTTP/1.1\nno colon\n",
        "GET / HTTP/1.1\n: no name\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\n"
      })
  void whatIsNoRequest(String head) {
    assertEquals(Optional.empty(), Request.parse(head));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "a, gzip;q=0.5 ,b", "gzip;q=0.001", "gzip; q=1"})
  void takesGzip(String encodings) {
    assertTrue(request(encodings).accepts("gzip"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "gzip;q=0", "gzip; q=0.000", "x-gzip", "gzip2"})
  void takesNoGzip(String encodings) {
    assertFalse(request(encodings).accepts("gzip"));
  }

  private static Request request(String encodings) {
    return new Request("GET", "/", Map.of("accept-encoding", encodings));
  }
}
