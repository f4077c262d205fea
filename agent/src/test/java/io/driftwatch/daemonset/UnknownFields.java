package io.driftwatch.daemonset;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Fields of a Kubernetes object that the client's model has no place for. */
final class UnknownFields {

  private static final String MODEL = "io.fabric8.kubernetes.api.model";

  /** Where the model keeps what it does not know. */
  private static final String REST = "additionalProperties";

  private final Set<String> found = new TreeSet<>();

  private UnknownFields() {}

  /** Their paths in the object. */
  static Set<String> of(Object object) {
    UnknownFields fields = new UnknownFields();
    fields.look("", object);
    return fields.found;
  }

  private void look(String path, Object value) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        look(path + "[" + i + "]", list.get(i));
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> look(path + "." + key, each));
    } else if (value != null && value.getClass().getName().startsWith(MODEL)) {
      lookInto(path, value);
    }
  }

  private void lookInto(String path, Object object) {
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        Object value = get(field, object);
        if (field.getName().equals(REST)) {
          ((Map<?, ?>) value).keySet().forEach(key -> found.add(path + "." + key));
        } else {
          look(path + "." + field.getName(), value);
        }
      }
    }
  }

  private static Object get(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
