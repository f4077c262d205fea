package io.driftwatch.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import io.driftwatch.file.Printable;
import java.io.IOException;

/** Refuses a key that means nothing, in words for people; its path in the file says where. */
final class UnknownKey extends DeserializationProblemHandler {

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      JsonDeserializer<?> deserializer,
      Object beanOrClass,
      String key)
      throws IOException {
    String known = "there is no such key; there are " + deserializer.getKnownPropertyNames();
    JsonMappingException refusal = new JsonMappingException(null, known);
    refusal.prependPath(beanOrClass, Printable.of(key));
    throw refusal;
  }
}
