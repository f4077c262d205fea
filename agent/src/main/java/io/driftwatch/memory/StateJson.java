package io.driftwatch.memory;

import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What is kept, as JSON that the version before and the version after can read. From version 2 on
 * unknown fields are ignored. Version 1 refuses them, but reads one JSON value and no further: what
 * it does not know, marked by {@link JsonView} with {@link Later}, follows in a second value of the
 * same shape.
 *
 * @param <T> a record of what JSON knows
 */
final class StateJson<T> {

  /** A view of what is not marked. */
  private interface First {}

  private final ObjectMapper mapper =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Class<T> type;

  StateJson(Class<T> type) {
    this.type = type;
  }

  byte[] write(T value) throws IOException {
    String first = mapper.writerWithView(First.class).writeValueAsString(value);
    JsonNode more = mapper.valueToTree(value);
    boolean isMore = takeAway(mapper.readTree(first), more);
    String all = isMore ? first + "\n" + mapper.writeValueAsString(more) : first;
    // Not by the mapper, which refuses half a character of UTF-16: a container may be called so.
    return all.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what any version wrote.
   *
   * @throws IOException when it is nothing of the kind
   */
  T read(byte[] json) throws IOException {
    try (MappingIterator<JsonNode> values = mapper.readerFor(JsonNode.class).readValues(json)) {
      JsonNode all = values.nextValue();
      if (values.hasNextValue()) {
        add(values.nextValue(), all);
      }
      return mapper.treeToValue(all, type);
    }
  }

  /** Takes what is known away from what there is; whether anything is left. */
  private static boolean takeAway(JsonNode known, JsonNode all) {
    if (all instanceof ObjectNode object && known.isObject()) {
      known.properties().stream()
          .filter(field -> !takeAway(field.getValue(), object.path(field.getKey())))
          .forEach(field -> object.remove(field.getKey()));
      return !object.isEmpty();
    }
    boolean left = false;
    if (all instanceof ArrayNode array && known.isArray()) {
      for (int i = 0; i < known.size(); i++) {
        left |= takeAway(known.get(i), array.get(i));
      }
    }
    return left;
  }

  /** Adds to a value what another has, at the same places. */
  private static void add(JsonNode more, JsonNode to) {
    if (to instanceof ObjectNode object && more.isObject()) {
      more.properties()
          .forEach(
              field -> {
                if (object.has(field.getKey())) {
                  add(field.getValue(), object.get(field.getKey()));
                } else {
                  object.set(field.getKey(), field.getValue());
                }
              });
    }
    for (int i = 0; to.isArray() && i < Math.min(to.size(), more.size()); i++) {
      add(more.get(i), to.get(i));
    }
  }
}
