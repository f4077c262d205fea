package io.driftwatch.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads a YAML file into values that know their lines. One document of mappings, lists and scalars;
 * tags, anchors and aliases, by which a small file can be a huge one, are refused.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/">YAML 1.2</a>
 */
final class YamlFile {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_VALUES = 100_000;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final YAMLParser parser;
  private final String file;
  private int values;

  private YamlFile(YAMLParser parser, String file) {
    this.parser = parser;
    this.file = file;
  }

  /**
   * What a file holds.
   *
   * @param file its name, for errors
   * @param content in UTF-8
   */
  static YamlValue read(String file, byte[] content) throws InvalidConfigurationException {
    String text = decoded(file, content);
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      return new YamlFile(parser, file).document();
    } catch (JacksonException e) {
      throw refusal(file, e);
    } catch (IOException e) {
      throw new InvalidConfigurationException(file + ": " + e.getMessage());
    }
  }

  private static String decoded(String file, byte[] content) throws InvalidConfigurationException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidConfigurationException(file + ": is not UTF-8");
    }
  }

  private YamlValue document() throws IOException, InvalidConfigurationException {
    if (parser.nextToken() == null) {
      return new YamlValue.Missing(YamlPosition.top(file, 1));
    }
    YamlValue node = value(YamlPosition.top(file, line()), 0);
    if (parser.nextToken() != null) {
      throw YamlPosition.top(file, line()).refuse("a second document begins; there can be one");
    }
    return node;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private YamlValue value(YamlPosition place, int depth)
      throws IOException, InvalidConfigurationException {
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      throw place.refuse("the file has too many values, or they are nested too deeply");
    }
    if (parser.isCurrentAlias() || parser.getObjectId() != null || parser.getTypeId() != null) {
      throw place.refuse("anchors, aliases and tags are not understood here");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(place, depth);
    }
    if (token == JsonToken.START_ARRAY) {
      return list(place, depth);
    }
    return token == JsonToken.VALUE_NULL
        ? new YamlValue.Missing(place)
        : new YamlValue.Text(place, parser.getText());
  }

  private YamlValue mapping(YamlPosition place, int depth)
      throws IOException, InvalidConfigurationException {
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      YamlPosition below = place.below("." + key, line());
      if (entries.containsKey(key)) {
        throw below.refuse("this key is there already");
      }
      parser.nextToken();
      entries.put(key, value(below, depth + 1));
    }
    return new YamlValue.Keys(place, entries);
  }

  private YamlValue list(YamlPosition place, int depth)
      throws IOException, InvalidConfigurationException {
    List<YamlValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(place.below("[" + items.size() + "]", line()), depth + 1));
    }
    return new YamlValue.Items(place, items);
  }

  /** The parser's message has lines with the place and the text around it in between. */
  private static InvalidConfigurationException refusal(String file, JacksonException e) {
    String problem =
        e.getOriginalMessage()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith(" "))
            .collect(Collectors.joining(", "));
    boolean placed = e.getLocation() != null && e.getLocation().getLineNr() > 0;
    String line = placed ? "line " + e.getLocation().getLineNr() + ": " : "";
    return new InvalidConfigurationException(file + ": " + line + "is no YAML: " + problem);
  }
}
