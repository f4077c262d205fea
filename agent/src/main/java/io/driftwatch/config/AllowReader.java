package io.driftwatch.config;

import io.driftwatch.judge.AllowEntry;
import io.driftwatch.judge.ContainerMatch;
import io.driftwatch.judge.Glob;
import io.driftwatch.judge.Rule;
import io.driftwatch.judge.TextGlob;
import io.driftwatch.judge.Until;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an entry of what is allowed. */
final class AllowReader {

  private static final int MAX_TEXT = 1_024;

  private AllowReader() {}

  static AllowEntry read(YamlValue node) throws InvalidConfigurationException {
    YamlValue.Keys keys =
        node.keys()
            .knowing(
                "name",
                "namespace",
                "podLabels",
                "image",
                "container",
                "path",
                "change",
                "owner",
                "reason",
                "until");
    String name = keys.find("name", n -> n.as(Rule::requireName)).orElse(node.place().key());
    List<Glob> path = keys.list("path", n -> n.as(Glob::of));
    List<String> change = keys.list("change", n -> n.as(Rule::requireChange));
    String owner = keys.require("owner", AllowReader::words);
    String reason = keys.require("reason", AllowReader::words);
    Optional<Until> until = keys.find("until", n -> n.as(Until::of));
    ContainerMatch containers = containers(keys);
    try {
      return new AllowEntry(name, containers, path, change, owner, reason, until);
    } catch (IllegalArgumentException e) {
      throw node.place().refuse(e.getMessage());
    }
  }

  private static ContainerMatch containers(YamlValue.Keys keys)
      throws InvalidConfigurationException {
    return new ContainerMatch(
        keys.list("namespace", AllowReader::glob),
        keys.find("podLabels", AllowReader::labels).orElse(Map.of()),
        keys.list("image", AllowReader::glob),
        keys.list("container", AllowReader::glob));
  }

  private static Map<String, List<TextGlob>> labels(YamlValue node)
      throws InvalidConfigurationException {
    Map<String, List<TextGlob>> labels = new LinkedHashMap<>();
    for (Map.Entry<String, YamlValue> label : node.keys().values().entrySet()) {
      labels.put(label.getKey(), label.getValue().each(AllowReader::glob));
    }
    return labels;
  }

  private static TextGlob glob(YamlValue node) throws InvalidConfigurationException {
    return node.as(TextGlob::of);
  }

  private static String words(YamlValue node) throws InvalidConfigurationException {
    return node.as(
        text -> {
          if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("has more than 1,024 characters");
          }
          return text;
        });
  }
}
