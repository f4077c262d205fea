package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON schema, as far as ours goes: the keywords of draft 2020-12 that it uses. Any other is an
 * error when the schema is read, lest a promise be written down that nobody checks.
 */
public final class JsonSchema {
  private static final Set<String> NOTES = Set.of("$schema", "$id", "title", "description");
  private static final Set<String> HOLD_MANY = Set.of("properties", "$defs", "oneOf");
  private static final Set<String> HOLD_ONE = Set.of("items", "not");

  private final Map<String, JsonKeyword> keywords = new HashMap<>(JsonKeyword.SIMPLE);
  private final JsonNode root;
  private final JsonNode start;

  private JsonSchema(JsonNode root, JsonNode start) {
    this.root = root;
    this.start = start;
    keywords.put("$ref", this::checkReference);
    keywords.put("properties", this::checkProperties);
    keywords.put("items", this::checkItems);
    keywords.put("oneOf", this::checkOneOf);
    keywords.put("not", this::checkNot);
  }

  /** The schema of {@code scan -o json}. */
  public static JsonSchema scan() {
    return read("scan");
  }

  /** The schema of {@code advise -o json}. */
  public static JsonSchema advise() {
    return read("advise");
  }

  private static JsonSchema read(String command) {
    String file = "/io/driftwatch/export/" + command + ".schema.json";
    try (InputStream in = JsonSchema.class.getResourceAsStream(file)) {
      return of(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A schema.
   *
   * @throws IllegalArgumentException when it has a keyword that is not checked here
   */
  public static JsonSchema of(JsonNode json) {
    JsonSchema schema = new JsonSchema(json, json);
    schema.refuseUnknown(json);
    return schema;
  }

  /** What one of this schema's {@code $defs} says. */
  public JsonSchema definition(String name) {
    return new JsonSchema(root, root.required("$defs").required(name));
  }

  /** The schema itself. */
  public JsonNode json() {
    return start;
  }

  /** The values of an {@code enum}. */
  public List<String> allowed() {
    return JsonKeyword.stream(start.required("enum")).map(JsonNode::textValue).toList();
  }

  /** What is wrong with a value, each with the place where it is; empty when nothing is. */
  public List<String> violations(JsonNode value) {
    return violations(start, value, "");
  }

  private List<String> violations(JsonNode schema, JsonNode value, String at) {
    List<String> found = new ArrayList<>();
    schema
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (keywords.containsKey(name)) {
                keywords
                    .get(name)
                    .check(schema.get(name), new JsonKeyword.Spot(schema, value, at, found));
              }
            });
    return found;
  }

  private void refuseUnknown(JsonNode schema) {
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (HOLD_MANY.contains(name)) {
        value.forEach(this::refuseUnknown);
      } else if (HOLD_ONE.contains(name)) {
        refuseUnknown(value);
      }
      boolean known = keywords.containsKey(name) || NOTES.contains(name) || name.equals("$defs");
      if (!known || (name.equals("additionalProperties") && !value.equals(BooleanNode.FALSE))) {
        throw new IllegalArgumentException("nobody would check " + entry);
      }
    }
  }

  private void checkReference(JsonNode reference, JsonKeyword.Spot spot) {
    String pointer = reference.textValue().substring("#".length());
    spot.found().addAll(violations(root.requiredAt(pointer), spot.value(), spot.at()));
  }

  private void checkProperties(JsonNode properties, JsonKeyword.Spot spot) {
    for (Map.Entry<String, JsonNode> entry : properties.properties()) {
      JsonNode value = spot.value().get(entry.getKey());
      if (value != null) {
        spot.found().addAll(violations(entry.getValue(), value, spot.at() + "/" + entry.getKey()));
      }
    }
  }

  private void checkItems(JsonNode items, JsonKeyword.Spot spot) {
    for (int i = 0; spot.value().isArray() && i < spot.value().size(); i++) {
      spot.found().addAll(violations(items, spot.value().get(i), spot.at() + "/" + i));
    }
  }

  private void checkOneOf(JsonNode schemas, JsonKeyword.Spot spot) {
    List<List<String>> tries =
        JsonKeyword.stream(schemas)
            .map(schema -> violations(schema, spot.value(), spot.at()))
            .toList();
    long fitting = tries.stream().filter(List::isEmpty).count();
    spot.require(fitting == 1, "fits " + fitting + " of " + schemas.size() + ": " + tries);
  }

  private void checkNot(JsonNode schema, JsonKeyword.Spot spot) {
    spot.require(!violations(schema, spot.value(), spot.at()).isEmpty(), "is what it must not be");
  }
}
