package io.driftwatch.metrics;

import io.driftwatch.http.Request;
import io.driftwatch.http.Response;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * All metrics as text.
 *
 * @param contentType one of Prometheus' two formats
 * @param gzip whether it is compressed
 */
record Exposition(String contentType, boolean gzip) {

  private static final int USUAL_BYTES = 1 << 16;

  /** What the client of a request understands best. */
  static Exposition asWantedBy(Request request) {
    String format = TextFormat.chooseContentType(request.header("accept"));
    return new Exposition(format, request.accepts("gzip"));
  }

  /** Asks for all values, and writes them. */
  Response write(CollectorRegistry registry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    OutputStream out = gzip ? new GZIPOutputStream(bytes, USUAL_BYTES) : bytes;
    try (Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(contentType, writer, Collections.enumeration(families(registry)));
    }
    Map<String, String> headers =
        gzip ? Map.of("Content-Encoding", "gzip", "Vary", "Accept, Accept-Encoding") : Map.of();
    return new Response(200, contentType, headers, bytes.toByteArray());
  }

  /** In the order of their names; the registry's is another at each start. */
  private static List<MetricFamilySamples> families(CollectorRegistry registry) {
    List<MetricFamilySamples> families =
        Collections.list(registry.filteredMetricFamilySamples(Exposition::isWanted));
    families.sort(Comparator.comparing(family -> family.name));
    return families;
  }

  /**
   * The client would double every counter by the time it was made, which the start of the process
   * tells as well; and a search for deadlocks stops all threads.
   */
  private static boolean isWanted(String series) {
    return !series.endsWith("_created") && !series.startsWith("jvm_threads_deadlocked");
  }
}
