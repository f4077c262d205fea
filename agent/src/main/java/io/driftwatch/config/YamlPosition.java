package io.driftwatch.config;

/**
 * Where a value stands.
 *
 * @param file its name
 * @param line from 1
 * @param parent of the list or the mapping that holds it; null at the top
 * @param step from there: {@code .key}, or {@code [0]} in a list
 */
record YamlPosition(String file, int line, YamlPosition parent, String step) {

  static YamlPosition top(String file, int line) {
    return new YamlPosition(file, line, null, "");
  }

  YamlPosition below(String nextStep, int nextLine) {
    return new YamlPosition(file, nextLine, this, nextStep);
  }

  /** Such as {@code rules[0].path}; empty at the top. */
  String key() {
    String path = parent == null ? step : parent.key() + step;
    return path.startsWith(".") ? path.substring(1) : path;
  }

  /** An error here. */
  InvalidConfigurationException refuse(String problem) {
    String where = key().isEmpty() ? "" : key() + ": ";
    return new InvalidConfigurationException(file + ": line " + line + ": " + where + problem);
  }
}
