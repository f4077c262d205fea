package io.driftwatch.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSchemaTest {

  /** A schema, a value that keeps to it, and one that does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{`type`: `integer`}; 1; 1.5",
        "{`type`: `number`}; 1.5; `1`",
        "{`type`: [`string`, `null`]}; null; 1",
        "{`type`: `boolean`}; false; null",
        "{`const`: 1}; 1; 2",
        "{`enum`: [`a`, `b`]}; `b`; `c`",
        "{`pattern`: `^/`}; `/a`; `a/`",
        "{`minimum`: 1}; 1; 0",
        "{`required`: [`a`]}; {`a`: null}; {`b`: 1}",
        "{`properties`: {`a`: {`type`: `null`}}}; {`b`: 1}; {`a`: 1}",
        "{`items`: {`type`: `integer`}}; [1, 2]; [1, `2`]",
        "{`oneOf`: [{`type`: `integer`}, {`minimum`: 5}]}; 1; 6",
        "{`anyOf`: [{`type`: `integer`}, {`minimum`: 5}]}; 6; 1.5",
        "{`not`: {`const`: 1}}; 2; 1",
        "{`$ref`: `#/$defs/a`, `$defs`: {`a`: {`const`: 1}}}; 1; 2",
      })
  void tellsGoodFromBad(String schema, String good, String bad) throws JsonProcessingException {
    JsonSchema read = schema(schema);

    assertEquals(List.of(), read.violations(json(good)));
    assertNotEquals(List.of(), read.violations(json(bad)));
  }

  /** What our own version writes, and what a later one may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{`properties`: {`a`: {}}}; {`a`: 1}; {`a`: 1, `b`: 1}",
        "{`properties`: {`a`: {}}}; {`a`: 1}; {}",
        "{`anyOf`: [{`enum`: [`a`]}, {`type`: `string`}]}; `a`; `b`",
      })
  void whatWeWriteIsHeldToItStrictly(String schema, String ours, String later)
      throws JsonProcessingException {
    JsonSchema shipped = schema(schema);
    JsonSchema strict = shipped.strict(true);

    assertEquals(List.of(), strict.violations(json(ours)));
    assertNotEquals(List.of(), strict.violations(json(later)));
    assertEquals(List.of(), strict.asShipped().violations(json(later)));
    assertEquals(List.of(), shipped.violations(json(later)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{`maxLength`: 1}",
        "{`additionalProperties`: false}",
        "{`items`: {`allOf`: []}}",
        "{`properties`: {`a`: {`format`: `uri`}}}",
        "{`$defs`: {`a`: {`oneOf`: [{`if`: {}}]}}}"
      })
  void whatItCannotCheckIsRefused(String schema) {
    assertThrows(IllegalArgumentException.class, () -> schema(schema));
  }

  @Test
  void aViolationSaysWhere() throws JsonProcessingException {
    JsonSchema schema = schema("{`properties`: {`a`: {`items`: {`type`: `string`}}}}");

    assertEquals(List.of("/a/1 is no \"string\": 2"), schema.violations(json("{`a`: [`x`, 2]}")));
  }

  private static JsonSchema schema(String text) throws JsonProcessingException {
    return JsonSchema.of(json(text));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('`', '"'));
  }
}
