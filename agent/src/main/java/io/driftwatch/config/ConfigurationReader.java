package io.driftwatch.config;

import io.driftwatch.judge.AllowEntry;
import io.driftwatch.judge.CodeNames;
import io.driftwatch.judge.InvalidPolicyException;
import io.driftwatch.judge.Policy;
import io.driftwatch.judge.Rule;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.TextGlob;
import io.driftwatch.walk.Budget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a configuration of a file's text. */
final class ConfigurationReader {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofHours(24);
  private static final long KIBIBYTE = 1L << 10;
  private static final long PEBIBYTE = 1L << 50;

  private final Configuration base;

  /** Rules and allow entries by name, for errors that only show when they are put together. */
  private final Map<String, YamlPosition> named = new HashMap<>();

  private ConfigurationReader(Configuration base) {
    this.base = base;
  }

  /**
   * What a file says.
   *
   * @param file its name, for errors
   * @param content its bytes
   * @param base what holds where it says nothing
   */
  static Configuration read(String file, byte[] content, Configuration base)
      throws InvalidConfigurationException {
    return new ConfigurationReader(base).read(YamlFile.read(file, content).keys());
  }

  private Configuration read(YamlValue.Keys top) throws InvalidConfigurationException {
    top.knowing(
        "scanInterval",
        "hashRate",
        "budgets",
        "volumes",
        "code",
        "rules",
        "allow",
        "annotations",
        "events");
    return new Configuration(
        top.find("scanInterval", ConfigurationReader::duration).orElse(base.scanInterval()),
        top.find("hashRate", ConfigurationReader::rate).orElse(base.hashRate()),
        top.find("budgets", this::budget).orElse(base.budget()),
        top.find("volumes", this::volumeExecutables).orElse(base.volumeExecutables()),
        policy(top),
        top.find("events", this::eventSeverity).orElse(base.eventSeverity()));
  }

  private static Duration duration(YamlValue node) throws InvalidConfigurationException {
    return node.as(text -> NumberWithUnit.duration(text, SECOND, DAY));
  }

  /** Slower than this, reading a single block would take longer than anybody waits. */
  private static long rate(YamlValue node) throws InvalidConfigurationException {
    return node.as(text -> NumberWithUnit.bytes(text, 64 * KIBIBYTE, PEBIBYTE));
  }

  private Budget budget(YamlValue node) throws InvalidConfigurationException {
    YamlValue.Keys keys = node.keys().knowing("entries", "depth", "hashedBytes", "time");
    Budget budget = base.budget();
    return new Budget(
        keys.find("entries", n -> n.as(text -> NumberWithUnit.count(text, 1, 1_000_000_000)))
            .orElse(budget.entries()),
        keys.find("depth", n -> n.as(text -> (int) NumberWithUnit.count(text, 1, 100_000)))
            .orElse(budget.depth()),
        budget.pathBytes(),
        budget.waitingBytes(),
        keys.find("hashedBytes", n -> n.as(text -> NumberWithUnit.bytes(text, KIBIBYTE, PEBIBYTE)))
            .orElse(budget.hashedBytes()),
        keys.find("time", ConfigurationReader::duration).orElse(budget.time()));
  }

  private boolean volumeExecutables(YamlValue node) throws InvalidConfigurationException {
    return node.keys()
        .knowing("executables")
        .find("executables", n -> n.as(ConfigurationReader::yesOrNo))
        .orElse(base.volumeExecutables());
  }

  private static boolean yesOrNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false, not " + text);
    };
  }

  private Severity eventSeverity(YamlValue node) throws InvalidConfigurationException {
    return node.keys()
        .knowing("minSeverity")
        .find("minSeverity", RuleReader::severity)
        .orElse(base.eventSeverity());
  }

  private Policy policy(YamlValue.Keys top) throws InvalidConfigurationException {
    List<Rule> rules =
        top.find("rules", node -> node.items(n -> noted(n, RuleReader.read(n)))).orElse(List.of());
    List<AllowEntry> allow =
        top.find("allow", node -> node.items(n -> noted(n, AllowReader.read(n)))).orElse(List.of());
    List<TextGlob> namespaces =
        top.find("annotations", ConfigurationReader::namespaces).orElse(List.of());
    List<String> code = top.list("code", n -> n.as(CodeNames::requireEnding));
    try {
      return base.policy().withCode(code).withRules(rules).withAllowed(allow, namespaces);
    } catch (InvalidPolicyException e) {
      throw named.getOrDefault(e.name(), top.place()).refuse(e.getMessage());
    }
  }

  private Rule noted(YamlValue node, Rule rule) {
    named.put(rule.name(), node.place());
    return rule;
  }

  private AllowEntry noted(YamlValue node, AllowEntry entry) {
    named.put(entry.name(), node.place());
    return entry;
  }

  private static List<TextGlob> namespaces(YamlValue node) throws InvalidConfigurationException {
    YamlValue.Keys keys = node.keys().knowing("namespaces");
    return keys.find("namespaces", list -> list.items(n -> n.as(TextGlob::of))).orElse(List.of());
  }
}
