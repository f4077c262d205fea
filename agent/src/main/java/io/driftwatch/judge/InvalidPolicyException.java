package io.driftwatch.judge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.driftwatch.file.Printable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A policy file cannot be understood. The message names line and key, as far as they are known. */
public final class InvalidPolicyException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidPolicyException(String message) {
    super(message);
  }

  /**
   * Why a text could not be understood.
   *
   * @param text the file's
   */
  static InvalidPolicyException of(JacksonException e, String text) {
    return new InvalidPolicyException(Printable.of(line(e, text) + key(e) + problem(e)));
  }

  private static String line(JacksonException e, String text) {
    JsonLocation at = e.getLocation();
    int line = at == null ? lineOfKey(e, text) : at.getLineNr();
    return line < 1 ? "" : "line " + line + ": ";
  }

  /** Of a key that means nothing Jackson no longer knows the place when it says so. */
  private static int lineOfKey(JacksonException e, String text) {
    List<String> lines = text.lines().toList();
    String key = e instanceof JsonMappingException mapping ? lastKey(mapping) : "";
    return IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).matches(".*\\b" + Pattern.quote(key) + "\\s*:.*"))
            .findFirst()
            .orElse(-1)
        + 1;
  }

  private static String lastKey(JsonMappingException e) {
    List<JsonMappingException.Reference> path = e.getPath();
    return path.isEmpty() ? "" : String.valueOf(path.get(path.size() - 1).getFieldName());
  }

  private static String key(JacksonException e) {
    StringBuilder key = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference part : mapping.getPath()) {
        key.append(
            part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName());
      }
    }
    return key.isEmpty() ? "" : key.substring(1) + ": ";
  }

  /** In words that do not name our classes. */
  private static String problem(JacksonException e) {
    if (e instanceof InvalidFormatException format) {
      String message = format.getOriginalMessage();
      int values = message.indexOf("not one of");
      return "\""
          + format.getValue()
          + "\": "
          + (values < 0 ? "no such value" : message.substring(values));
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return e.getCause().getMessage();
    }
    return e.getOriginalMessage().lines().findFirst().orElse("cannot be understood");
  }
}
