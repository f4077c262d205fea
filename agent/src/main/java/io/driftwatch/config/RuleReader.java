package io.driftwatch.config;

import io.driftwatch.judge.Glob;
import io.driftwatch.judge.Rule;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a rule. */
final class RuleReader {

  private RuleReader() {}

  static Rule read(YamlValue node) throws InvalidConfigurationException {
    YamlValue.Keys keys =
        node.keys()
            .knowing(
                "name", "severity", "change", "trait", "without", "path", "except", "techniques");
    String name = keys.require("name", n -> n.as(Rule::requireName));
    Severity severity = keys.require("severity", RuleReader::severity);
    List<String> change = keys.list("change", n -> n.as(Rule::requireChange));
    List<Trait> trait = keys.list("trait", RuleReader::trait);
    List<Trait> without = keys.list("without", RuleReader::trait);
    List<Glob> path = keys.list("path", n -> n.as(Glob::of));
    List<Glob> except = keys.list("except", n -> n.as(Glob::of));
    List<String> techniques = keys.list("techniques", n -> n.as(Rule::requireTechnique));
    return new Rule(name, severity, change, trait, without, path, except, techniques);
  }

  private static Trait trait(YamlValue node) throws InvalidConfigurationException {
    return oneOf(node, Trait.values(), Trait::id);
  }

  static Severity severity(YamlValue node) throws InvalidConfigurationException {
    return oneOf(node, Severity.values(), Severity::id);
  }

  private static <T> T oneOf(YamlValue node, T[] values, Function<T, String> id)
      throws InvalidConfigurationException {
    return node.as(
        text ->
            Arrays.stream(values)
                .filter(value -> id.apply(value).equals(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "must be one of "
                                + Arrays.stream(values).map(id).collect(Collectors.joining(", "))
                                + ", not "
                                + text)));
  }
}
