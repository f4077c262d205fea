package io.driftwatch.judge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.driftwatch.file.Printable;

/** A policy file cannot be understood. The message names line and key, as far as they are known. */
public final class InvalidPolicyException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidPolicyException(String message) {
    super(message);
  }

  static InvalidPolicyException of(JacksonException e) {
    return new InvalidPolicyException(Printable.of(line(e) + key(e) + problem(e)));
  }

  private static String line(JacksonException e) {
    JsonLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1 ? "" : "line " + at.getLineNr() + ": ";
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
