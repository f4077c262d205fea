package io.driftwatch.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;

/**
 * JSON on its way to a writer. Texts and paths become {@link Printable} here, and what is absent
 * becomes {@code null}, so that no caller can forget either.
 */
final class JsonOutput implements Closeable {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().rootValueSeparator((String) null).build();

  /** With milliseconds even when they are zero. */
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final JsonGenerator json;

  private JsonOutput(Writer out) throws IOException {
    json =
        FACTORY
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            // What breaks off must not pass for a whole that is shorter.
            .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
  }

  /** One value over many lines. */
  static JsonOutput document(Writer out) throws IOException {
    JsonOutput output = new JsonOutput(out);
    output.json.setPrettyPrinter(new JsonLayout());
    return output;
  }

  /** Any number of values, each without a line break. */
  static JsonOutput lines(Writer out) throws IOException {
    return new JsonOutput(out);
  }

  void startObject() throws IOException {
    json.writeStartObject();
  }

  void startObject(String field) throws IOException {
    json.writeObjectFieldStart(field);
  }

  void endObject() throws IOException {
    json.writeEndObject();
  }

  void startArray() throws IOException {
    json.writeStartArray();
  }

  void startArray(String field) throws IOException {
    json.writeArrayFieldStart(field);
  }

  void endArray() throws IOException {
    json.writeEndArray();
  }

  void text(String field, String value) throws IOException {
    json.writeStringField(field, value == null ? null : Printable.of(value));
  }

  void path(String field, Optional<FilePath> value) throws IOException {
    json.writeStringField(field, value.map(FilePath::toString).orElse(null));
  }

  /** Words of our own, or a text that is printable already. */
  void word(String field, String value) throws IOException {
    json.writeStringField(field, value);
  }

  /** A list of our own words, or of texts that are printable already. */
  void words(String field, Iterable<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  void paths(String field, Iterable<FilePath> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (FilePath value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }

  void number(String field, long value) throws IOException {
    json.writeNumberField(field, value);
  }

  void flag(String field, boolean value) throws IOException {
    json.writeBooleanField(field, value);
  }

  void time(String field, Instant value) throws IOException {
    json.writeStringField(field, value == null ? null : MILLISECONDS.format(value));
  }

  /** A clock that was set back meanwhile took no time. */
  void seconds(String field, Duration value) throws IOException {
    json.writeNumberField(field, BigDecimal.valueOf(Math.max(0, value.toMillis()), 3));
  }

  void nothing(String field) throws IOException {
    json.writeNullField(field);
  }

  void endLine() throws IOException {
    json.writeRaw('\n');
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
