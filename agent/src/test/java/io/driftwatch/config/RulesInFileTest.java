package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Policy;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules in a file. */
final class RulesInFileTest {

  private static final Instant LONG_AGO = Instant.EPOCH.minusSeconds(86_400);

  /** The shipped file is read by another reader, where no file of anybody's is. */
  @Test
  void theShippedFileMeansHereWhatItMeansWhereItIsShipped()
      throws IOException, InvalidConfigurationException {
    try (InputStream yaml = Policy.shippedRules()) {
      Policy policy = Texts.read(yaml.readAllBytes()).policy();

      assertEquals(Policy.shipped().rules(), policy.rules());
      assertEquals(Policy.shipped().code(), policy.code());
    }
  }

  @Test
  void aSingleValueIsAListOfOne() throws InvalidConfigurationException {
    Policy policy =
        with(
            """
            rules:
              - name: one
                severity: info
                change: added
                trait: at-start
                path: /x
            """);
    Change atStart = of(ChangeKind.ADDED, "/x").build();

    assertEquals("one", judgeOf(policy, Instant.EPOCH).judge(atStart).rule());
    assertEquals("file-added", judgeOf(policy, LONG_AGO).judge(atStart).rule());
  }

  @Test
  void theRulesAreTriedInTheirOrder() throws InvalidConfigurationException {
    Policy policy =
        with(
            """
            rules:
              - {name: a, severity: info, path: [/x, /y]}
              - {name: b, severity: critical, path: [/x, /z]}
            """);
    Judge judge = judgeOf(policy, LONG_AGO);

    assertEquals(
        "a a b file-added",
        Stream.of("/x", "/y", "/z", "/")
            .map(path -> judge.judge(of(ChangeKind.ADDED, path).build()).rule())
            .collect(Collectors.joining(" ")));
  }

  @Test
  void aRuleCanBeAboutAllButSome() throws InvalidConfigurationException {
    Judge judge =
        judgeOf(
            with(
                """
                rules:
                  - {name: a, severity: info, path: /x/**, except: [/x/y, "/x/z/**"]}
                  - {name: b, severity: info, without: code, path: /w/**}
                """),
            LONG_AGO);

    assertEquals(
        "a file-added file-added b web-code",
        Stream.of("/x/x", "/x/y", "/x/z/z", "/w/w", "/w/w.php")
            .map(path -> judge.judge(of(ChangeKind.ADDED, path).build()).rule())
            .collect(Collectors.joining(" ")));
  }

  @Test
  void aRuleStandsForTechniques() throws InvalidConfigurationException {
    Judge judge =
        judgeOf(
            with(
                """
                rules:
                  - {name: a, severity: info, path: /x, techniques: [T1105, T1505.003]}
                  - {name: b, severity: info, path: /y}
                  - {name: web-code, severity: warning}
                  - {name: cron-job, severity: warning, techniques: T1053}
                """),
            LONG_AGO);

    assertEquals(
        List.of(List.of("T1105", "T1505.003"), List.of(), List.of("T1505.003"), List.of("T1053")),
        Stream.of("/x", "/y", "/z.php", "/etc/crontab")
            .map(path -> judge.judge(of(ChangeKind.ADDED, path).build()).techniques())
            .toList());
  }

  @Test
  void moreNamesCanBeCode() throws InvalidConfigurationException {
    Judge judge = judgeOf(with("code: [.inc, .x_y-1]"), LONG_AGO);

    assertEquals(
        "web-code web-code web-code file-added",
        Stream.of("/a.inc", "/a.X_Y-1", "/a.php", "/a.include")
            .map(path -> judge.judge(of(ChangeKind.ADDED, path).build()).rule())
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "---", "rules:", "rules: []", "# nothing\nrules:\n"})
  void aFileWithoutRulesChangesNothing(String text) throws InvalidConfigurationException {
    assertEquals(
        "file-added",
        judgeOf(with(text), LONG_AGO).judge(of(ChangeKind.ADDED, "/x").build()).rule());
  }

  private static Policy with(String yaml) throws InvalidConfigurationException {
    return Texts.read(yaml).policy();
  }

  private static Judge judgeOf(Policy policy, Instant start) {
    return policy.judgeOf(Samples.startedAt(start), false, start);
  }

  private static ChangeBuilder of(ChangeKind kind, String path) {
    return ChangeBuilder.of(kind, path);
  }
}
