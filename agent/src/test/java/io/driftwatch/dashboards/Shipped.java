package io.driftwatch.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The files of {@code dashboards/}, as they are shipped. */
final class Shipped {

  static final Path FOLDER = Path.of("..", "dashboards").toAbsolutePath().normalize();

  private Shipped() {}

  static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  /** The rules of all groups of {@code alerts.yaml}. */
  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(text("alerts.yaml"));
    file.path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
    return alerts;
  }

  static Dashboard dashboard() throws IOException {
    return new Dashboard(new ObjectMapper().readTree(text("driftwatch.json")));
  }

  /** What the first group of a pattern has, each time that it is found. */
  static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
