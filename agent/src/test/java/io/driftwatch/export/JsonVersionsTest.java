package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On one cluster there are agents of several versions for a while, and programs that read both. */
final class JsonVersionsTest {

  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * A field that came later is described, and not {@code required}: else what was written before is
   * not valid any more.
   */
  @ParameterizedTest
  @MethodSource("io.driftwatch.testing.Versions#all")
  void whatAnEarlierVersionWroteKeepsToTheSchema(Path version) throws IOException {
    JsonSchema scan = JsonSchema.scan().asShipped();
    JsonNode document = read(version.resolve("scan.json"));

    assertEquals(List.of(), scan.violations(document));
    for (JsonNode container : document.get("containers")) {
      assertEquals(List.of(), scan.definition("line").violations(container));
    }
    assertEquals(
        List.of(),
        JsonSchema.advise().asShipped().violations(read(version.resolve("advise.json"))));
  }

  @Test
  void whatALaterVersionAddsKeepsToTheSchema() throws IOException {
    for (String name : List.of("scan", "advise")) {
      JsonSchema schema = name.equals("scan") ? JsonSchema.scan() : JsonSchema.advise();
      JsonNode document = read(Versions.latest().resolve(name + ".json"));
      addTo(document);

      assertEquals(List.of(), schema.asShipped().violations(document));
      assertNotEquals(List.of(), schema.violations(document));
    }
  }

  /** What is no addition is none of version 2. */
  @ParameterizedTest
  @CsvSource({
    "/containers/0/findings/0/severity, 7",
    "/containers/0/findings/0/change, '\"two words\"'",
    "/containers/0/status, null",
    "/containers/0/counts/added, '\"many\"'",
    "/schemaVersion, 3"
  })
  void whatIsNoAdditionDoesNot(String pointer, String value) throws IOException {
    JsonNode document = read(Versions.latest().resolve("scan.json"));
    int slash = pointer.lastIndexOf('/');

    ((ObjectNode) document.at(pointer.substring(0, slash)))
        .set(pointer.substring(slash + 1), mapper.readTree(value));

    assertNotEquals(List.of(), JsonSchema.scan().asShipped().violations(document));
  }

  private JsonNode read(Path file) throws IOException {
    return mapper.readTree(Files.readString(file));
  }

  /** Another field in each object, another word in place of each that is from a list. */
  private static void addTo(JsonNode json) {
    json.forEach(JsonVersionsTest::addTo);
    if (json instanceof ObjectNode object) {
      for (String list : List.of("status", "severity", "disposition", "change", "verdict")) {
        if (object.has(list)) {
          object.put(list, "of-tomorrow");
        }
      }
      object.putObject("addedLater").put("by", "a later version");
    }
  }
}
