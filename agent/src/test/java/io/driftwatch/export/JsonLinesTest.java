package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftwatch.report.NodeReport;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonLinesTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void eachLineIsAContainerOfTheDocument() throws IOException {
    JsonSchema line = JsonSchema.scan().asShipped().definition("line");
    JsonSchema container = JsonSchema.scan().definition("container");
    for (int seed = 0; seed < 50; seed++) {
      NodeReport report = new RandomReports(seed).next();
      List<JsonNode> lines = new ArrayList<>();
      for (String text : lines(report)) {
        ObjectNode json = (ObjectNode) mapper.readTree(text);
        assertEquals(List.of(), line.violations(json));
        assertEquals(2, json.remove("schemaVersion").asInt());
        assertEquals(List.of(), container.violations(json));
        lines.add(json);
      }

      JsonNode containers = mapper.readTree(Outputs.json(report)).get("containers");
      assertEquals(containers, mapper.valueToTree(lines), "seed " + seed);
    }
  }

  @Test
  void noContainersAreNoLines() throws IOException {
    assertEquals(List.of(), lines(Samples.node()));
  }

  /** By the one character that ends a line of JSON lines. */
  private static List<String> lines(NodeReport report) throws IOException {
    String text = Outputs.jsonLines(report);
    assertEquals(text.isEmpty(), !text.endsWith("\n"));
    return text.isEmpty()
        ? List.of()
        : List.of(text.split("\n", -1)).subList(0, report.containers().size());
  }
}
