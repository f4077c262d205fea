package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 *
 * <p>Ours are open to what later versions add. What this version writes is held against them
 * strictly, so that a slip is noticed: an object has all the properties that are described, and no
 * others, and of {@code anyOf} only the first counts, the words that are known.
 */
public final class JsonSchema {
  private static final Set<String> NOTES = Set.of("$schema", "$id", "title", "description");
  private static final Set<String> HOLD_MANY = Set.of("properties", "$defs", "oneOf", "anyOf");
  private static final Set<String> HOLD_ONE = Set.of("items", "not");

  private final Map<String, JsonKeyword> keywords = new HashMap<>(JsonKeyword.SIMPLE);
  private final JsonNode root;
  private final JsonNode start;
  private final boolean strict;

  private JsonSchema(JsonNode root, JsonNode start, boolean strict) {
    this.root = root;
    this.start = start;
    this.strict = strict;
    keywords.put("$ref", this::checkReference);
    keywords.put("properties", this::checkProperties);
    keywords.put("items", this::checkItems);
    keywords.put("oneOf", this::checkOneOf);
    keywords.put("anyOf", this::checkAnyOf);
    keywords.put("not", this::checkNot);
  }

  /** The schema of {@code scan -o json}, for what this version writes. */
  public static JsonSchema scan() {
    return read("scan");
  }

  /** The schema of {@code advise -o json}, for what this version writes. */
  public static JsonSchema advise() {
    return read("advise");
  }

  private static JsonSchema read(String command) {
    String file = "/io/driftwatch/export/" + command + ".schema.json";
    try (InputStream in = JsonSchema.class.getResourceAsStream(file)) {
      return of(new ObjectMapper().readTree(in)).strict(true);
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
    JsonSchema schema = new JsonSchema(json, json, false);
    schema.refuseUnknown(json);
    return schema;
  }

  /** What one of this schema's {@code $defs} says. */
  public JsonSchema definition(String name) {
    return new JsonSchema(root, root.required("$defs").required(name), strict);
  }

  /** This schema as everybody reads it, for what any version writes. */
  public JsonSchema asShipped() {
    return strict(false);
  }

  /** This schema for what this version writes, or as everybody reads it. */
  JsonSchema strict(boolean isStrict) {
    return new JsonSchema(root, start, isStrict);
  }

  /** The schema itself. */
  public JsonNode json() {
    return start;
  }

  /** The words that are known of a list that may grow. */
  public List<String> known() {
    JsonNode words = start.required("anyOf").required(0).required("enum");
    return JsonKeyword.stream(words).map(JsonNode::textValue).toList();
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
      if (!known) {
        throw new IllegalArgumentException("nobody would check " + entry);
      }
    }
  }

  private void checkReference(JsonNode reference, JsonKeyword.Spot spot) {
    String pointer = reference.textValue().substring("#".length());
    spot.found().addAll(violations(root.requiredAt(pointer), spot.value(), spot.at()));
  }

  private void checkProperties(JsonNode properties, JsonKeyword.Spot spot) {
    if (strict && spot.value().isObject()) {
      JsonKeyword.requireSameNames(properties, spot);
    }
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

  private void checkAnyOf(JsonNode schemas, JsonKeyword.Spot spot) {
    List<List<String>> tries =
        JsonKeyword.stream(schemas)
            .limit(strict ? 1 : schemas.size())
            .map(schema -> violations(schema, spot.value(), spot.at()))
            .toList();
    spot.require(tries.stream().anyMatch(List::isEmpty), "fits none: " + tries);
  }

  private void checkNot(JsonNode schema, JsonKeyword.Spot spot) {
    spot.require(!violations(schema, spot.value(), spot.at()).isEmpty(), "is what it must not be");
  }
}
