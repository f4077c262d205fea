package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.report.NodeReport;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleNode;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonOutputTest {

  @Test
  void timesHaveMillisecondsAndAnyYear() throws IOException {
    SampleFile old = SampleFile.text("").changed(Instant.parse("1969-12-31T23:59:59.9999Z"));
    SampleFile far = SampleFile.text("").changed(Instant.MAX);
    NodeReport report = Samples.node(Reports.of(r -> r.added("/a", old).added("/b", far)));
    JsonNode json = new ObjectMapper().readTree(Outputs.json(report)).at("/containers/0/findings");

    assertEquals("1969-12-31T23:59:59.999Z", json.at("/0/changedAt").textValue());
    assertEquals("+1000000000-12-31T23:59:59.999Z", json.at("/1/changedAt").textValue());
  }

  @Test
  void aClockThatWasSetBackTookNoTime() throws IOException {
    NodeReport report = new NodeReport("n", Samples.STARTED, Duration.ofSeconds(-3), List.of());

    assertTrue(Outputs.json(report).contains("\"durationSeconds\": 0.000,"));
  }

  @Test
  void whatBreaksOffIsNoDocument() {
    StringBuilder written = new StringBuilder();
    Writer full =
        new Writer() {
          @Override
          public void write(char[] chars, int start, int length) throws IOException {
            if (written.length() > 10_000) {
              throw new IOException("no space left");
            }
            written.append(chars, start, length);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    assertThrows(IOException.class, () -> new JsonReport().write(SampleNode.scan(), full));
    assertThrows(IOException.class, () -> new ObjectMapper().readTree(written.toString()));
  }

  @Test
  void theWriterStaysOpen() throws IOException {
    boolean[] closed = {false};
    StringWriter out =
        new StringWriter() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    new JsonReport().write(Samples.node(), out);

    assertFalse(closed[0]);
    assertTrue(out.toString().endsWith("}\n"));
  }
}
