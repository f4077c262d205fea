package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Holds a keyword of a schema against a spot of a JSON value. */
interface JsonKeyword {

  /** Those that look at a value alone, not at what is in it. */
  Map<String, JsonKeyword> SIMPLE =
      Map.of(
          "type", JsonKeyword::checkType,
          "const", JsonKeyword::checkConst,
          "enum", JsonKeyword::checkEnum,
          "pattern", JsonKeyword::checkPattern,
          "minimum", JsonKeyword::checkMinimum,
          "required", JsonKeyword::checkRequired);

  /**
   * Says at the spot what is wrong there.
   *
   * @param keyword the keyword's own value
   */
  void check(JsonNode keyword, Spot spot);

  private static void checkType(JsonNode type, Spot spot) {
    Stream<String> types =
        type.isArray() ? stream(type).map(JsonNode::textValue) : Stream.of(type.textValue());
    spot.require(types.anyMatch(name -> isOfType(name, spot.value)), "is no " + type);
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("no type: " + type);
    };
  }

  private static void checkConst(JsonNode constant, Spot spot) {
    spot.require(constant.equals(spot.value), "is not " + constant);
  }

  private static void checkEnum(JsonNode values, Spot spot) {
    spot.require(stream(values).anyMatch(spot.value::equals), "is none of " + values);
  }

  private static void checkPattern(JsonNode pattern, Spot spot) {
    spot.require(
        !spot.value.isTextual()
            || Pattern.compile(pattern.textValue()).matcher(spot.value.textValue()).find(),
        "does not match " + pattern);
  }

  private static void checkMinimum(JsonNode minimum, Spot spot) {
    spot.require(
        !spot.value.isNumber() || spot.value.decimalValue().compareTo(minimum.decimalValue()) >= 0,
        "is less than " + minimum);
  }

  private static void checkRequired(JsonNode names, Spot spot) {
    stream(names)
        .filter(name -> spot.value.isObject() && !spot.value.has(name.textValue()))
        .forEach(name -> spot.require(false, "lacks " + name));
  }

  /** Says what an object has that is not described, and what it has not that is. */
  static void requireSameNames(JsonNode properties, Spot spot) {
    spot.value
        .fieldNames()
        .forEachRemaining(name -> spot.require(properties.has(name), "may not have " + name));
    properties
        .fieldNames()
        .forEachRemaining(name -> spot.require(spot.value.has(name), "lacks " + name));
  }

  /** The members of an array. */
  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** A value, the schema that it is held against, where it is, and what was found so far. */
  record Spot(JsonNode schema, JsonNode value, String at, List<String> found) {
    private static final int SHOWN = 80;

    void require(boolean met, String complaint) {
      if (!met) {
        String text = value.toString();
        String shown = text.substring(0, Math.min(SHOWN, text.length()));
        found.add("%s %s: %s".formatted(at.isEmpty() ? "/" : at, complaint, shown));
      }
    }
  }
}
