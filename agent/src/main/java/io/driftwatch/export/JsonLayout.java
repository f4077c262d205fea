package io.driftwatch.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.IOException;

/**
 * The lines of a JSON document: an object that is a member of a list has a line for each field,
 * every other object or list stays on one line.
 */
final class JsonLayout implements PrettyPrinter {

  private static final String INDENT = "  ";

  private int depth;

  @Override
  public void writeRootValueSeparator(JsonGenerator json) {}

  @Override
  public void writeStartObject(JsonGenerator json) throws IOException {
    json.writeRaw('{');
    if (isSpread(json)) {
      depth++;
    }
  }

  @Override
  public void beforeObjectEntries(JsonGenerator json) throws IOException {
    if (isSpread(json)) {
      newLine(json);
    }
  }

  @Override
  public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw(": ");
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
    json.writeRaw(',');
    if (isSpread(json)) {
      newLine(json);
    } else {
      json.writeRaw(' ');
    }
  }

  @Override
  public void writeEndObject(JsonGenerator json, int fields) throws IOException {
    if (isSpread(json)) {
      depth--;
      newLine(json);
    }
    json.writeRaw('}');
  }

  @Override
  public void writeStartArray(JsonGenerator json) throws IOException {
    json.writeRaw('[');
  }

  @Override
  public void beforeArrayValues(JsonGenerator json) {}

  @Override
  public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw(", ");
  }

  @Override
  public void writeEndArray(JsonGenerator json, int values) throws IOException {
    json.writeRaw(']');
  }

  /** The generator's context is already, and still, the object that is written. */
  private static boolean isSpread(JsonGenerator json) {
    JsonStreamContext around = json.getOutputContext().getParent();
    return around.inRoot() || around.inArray();
  }

  private void newLine(JsonGenerator json) throws IOException {
    json.writeRaw('\n');
    json.writeRaw(INDENT.repeat(depth));
  }
}
