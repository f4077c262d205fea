package io.driftwatch.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A value of a YAML file, and where it stands. */
sealed interface YamlValue {

  YamlPosition place();

  /** What reads a value, or refuses it. */
  @FunctionalInterface
  interface Reader<T> {

    /** Reads it. */
    T read(YamlValue node) throws InvalidConfigurationException;
  }

  /** A key without a value, or {@code null}. */
  record Missing(YamlPosition place) implements YamlValue {}

  /** A scalar, as it is written, whatever type YAML would give it. */
  record Text(YamlPosition place, String value) implements YamlValue {}

  /** A list. */
  record Items(YamlPosition place, List<YamlValue> items) implements YamlValue {}

  /** A mapping, in the order of the file. */
  record Keys(YamlPosition place, Map<String, YamlValue> values) implements YamlValue {

    /** The value of a key, if it has one. */
    Optional<YamlValue> find(String key) {
      return Optional.ofNullable(values.get(key)).filter(value -> !(value instanceof Missing));
    }

    /** The value of a key, read; empty when it has none. */
    <T> Optional<T> find(String key, Reader<T> reader) throws InvalidConfigurationException {
      Optional<YamlValue> value = find(key);
      return value.isEmpty() ? Optional.empty() : Optional.of(reader.read(value.get()));
    }

    /** The value of a key that must be there, read. */
    <T> T require(String key, Reader<T> reader) throws InvalidConfigurationException {
      Optional<YamlValue> value = find(key);
      if (value.isEmpty()) {
        throw place.refuse(key + " is missing");
      }
      return reader.read(value.get());
    }

    /** The value of a key, which may be a list or a single value; empty when there is none. */
    <T> List<T> list(String key, Reader<T> reader) throws InvalidConfigurationException {
      Optional<YamlValue> value = find(key);
      return value.isEmpty() ? List.of() : value.get().each(reader);
    }

    /** Refuses every other key. */
    Keys knowing(String... known) throws InvalidConfigurationException {
      for (Map.Entry<String, YamlValue> value : values.entrySet()) {
        if (!List.of(known).contains(value.getKey())) {
          throw value
              .getValue()
              .place()
              .refuse("there is no such key; there are " + String.join(", ", known));
        }
      }
      return this;
    }
  }

  /** This as a mapping; nothing is an empty one. */
  default Keys keys() throws InvalidConfigurationException {
    if (this instanceof Keys keys) {
      return keys;
    }
    if (this instanceof Missing) {
      return new Keys(place(), Map.of());
    }
    throw place().refuse("must be a mapping of keys to values");
  }

  /** The items of a list, read. */
  default <T> List<T> items(Reader<T> reader) throws InvalidConfigurationException {
    if (!(this instanceof Items list)) {
      throw place().refuse("must be a list");
    }
    List<T> read = new ArrayList<>();
    for (YamlValue item : list.items()) {
      read.add(reader.read(item));
    }
    return read;
  }

  /** The items of a list, or a single value, read. A list that is written out has items. */
  default <T> List<T> each(Reader<T> reader) throws InvalidConfigurationException {
    if (!(this instanceof Items list)) {
      return List.of(reader.read(this));
    }
    if (list.items().isEmpty()) {
      throw place().refuse("is an empty list, which nothing fits; leave the key out");
    }
    return items(reader);
  }

  /** This as a text that is not blank. */
  default String text() throws InvalidConfigurationException {
    if (this instanceof Text text && !text.value().isBlank()) {
      return text.value();
    }
    throw place()
        .refuse(this instanceof Text || this instanceof Missing ? "is empty" : "must be a text");
  }

  /** This as what a text means to somebody who may refuse it. */
  default <T> T as(Function<String, T> meaning) throws InvalidConfigurationException {
    String text = text();
    try {
      return meaning.apply(text);
    } catch (IllegalArgumentException e) {
      throw place().refuse(e.getMessage());
    }
  }
}
