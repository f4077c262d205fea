package io.driftwatch.judge;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** The rules by which changes are judged. */
public final class Policy {

  private static final String SHIPPED = "rules.yaml";

  private final List<Rule> rules;

  private Policy(List<Rule> rules) {
    if (rules.isEmpty() || !rules.get(rules.size() - 1).matchesEverything()) {
      throw new IllegalArgumentException("the last rule must match everything");
    }
    this.rules = List.copyOf(rules);
  }

  /** The rules that are shipped with driftwatch, in {@code rules.yaml} beside this class. */
  public static Policy shipped() {
    try (InputStream yaml = Policy.class.getResourceAsStream(SHIPPED)) {
      return read(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Policy read(InputStream yaml) throws IOException {
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
    return new Policy(mapper.readValue(yaml, RuleFile.class).rules());
  }

  /**
   * The judge of one container.
   *
   * @param readOnlyRoot whether it was started with a read-only root
   * @param startedAt when it started
   */
  public Judge judgeOf(boolean readOnlyRoot, Instant startedAt) {
    return new Judge(rules, readOnlyRoot, startedAt);
  }

  private record RuleFile(List<Rule> rules) {}
}
