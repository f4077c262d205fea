package io.driftwatch.judge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.driftwatch.file.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules by which changes are judged. */
public final class Policy {

  private static final String SHIPPED = "rules.yaml";

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .addHandler(new UnknownKey());

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
      return new Policy(read(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * These rules with changes of an administrator's: a rule with the name of one of these takes its
   * place, and its conditions too when it has none of its own; others come before all of these.
   *
   * @param yaml in the form of {@code rules.yaml}
   * @throws InvalidPolicyException when it cannot be understood
   */
  public Policy with(InputStream yaml) throws InvalidPolicyException {
    byte[] text = new byte[0];
    try {
      text = yaml.readAllBytes();
      return with(read(new ByteArrayInputStream(text)));
    } catch (JacksonException e) {
      throw InvalidPolicyException.of(e, new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InvalidPolicyException(Printable.of(String.valueOf(e.getMessage())));
    }
  }

  private Policy with(List<Rule> own) throws InvalidPolicyException {
    List<Rule> before = new ArrayList<>();
    List<Rule> all = new ArrayList<>(rules);
    for (Rule rule : own) {
      Optional<Rule> replaced =
          rules.stream().filter(shipped -> shipped.name().equals(rule.name())).findFirst();
      if (replaced.isEmpty() && rule.matchesEverything()) {
        throw new InvalidPolicyException(
            "rule "
                + Printable.of(rule.name())
                + " has no conditions, and no shipped rule has that name");
      }
      if (replaced.isPresent()) {
        all.set(rules.indexOf(replaced.get()), rule.inPlaceOf(replaced.get()));
      } else {
        before.add(rule);
      }
    }
    all.addAll(0, before);
    if (!all.get(all.size() - 1).matchesEverything()) {
      throw new InvalidPolicyException(
          "rule " + all.get(all.size() - 1).name() + " is the last and must have no conditions");
    }
    return new Policy(all);
  }

  private static List<Rule> read(InputStream yaml) throws IOException {
    return YAML.readValue(yaml, RuleFile.class).rules();
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
}
