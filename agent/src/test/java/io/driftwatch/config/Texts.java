package io.driftwatch.config;

import java.nio.charset.StandardCharsets;

/** Reads configurations from texts. */
final class Texts {

  private Texts() {}

  static Configuration read(String yaml) throws InvalidConfigurationException {
    return read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  static Configuration read(byte[] content) throws InvalidConfigurationException {
    return ConfigurationReader.read("config.yaml", content, Configuration.DEFAULT);
  }
}
