package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.testing.Golden;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.SampleNode;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonContainerListTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void aNodeWithABitOfEverything() throws IOException {
    Golden.assertSame("list.json", Outputs.jsonList(SampleNode.scan().containers()));
  }

  @Test
  void eachIsWhatAScanSaysOfIt() throws IOException {
    JsonSchema schema = JsonSchema.scan().definition("listedContainer");
    for (int seed = 0; seed < 50; seed++) {
      List<ContainerReport> containers = new RandomReports(seed).next().containers();
      JsonNode list = mapper.readTree(Outputs.jsonList(containers));
      assertEquals(containers.size(), list.size());
      for (int i = 0; i < list.size(); i++) {
        JsonNode scanned = scanned(containers.get(i));
        assertEquals(List.of(), schema.violations(list.get(i)));
        list.get(i)
            .properties()
            .forEach(field -> assertEquals(scanned.get(field.getKey()), field.getValue()));
      }
    }
  }

  @Test
  void noContainersAreAnEmptyArray() throws IOException {
    assertEquals("[]\n", Outputs.jsonList(List.of()));
  }

  private JsonNode scanned(ContainerReport container) throws IOException {
    return mapper.readTree(Outputs.jsonLines(Samples.node(container)));
  }
}
