package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Judge;
import io.driftwatch.testing.Samples;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an administrator's rules do to the shipped ones. */
final class RuleOverridesTest {

  @Test
  void ruleWithoutConditionsChangesOnlyTheSeverity() throws InvalidConfigurationException {
    Judge judge = judge("rules: [{name: scratch-file-added, severity: warning}]");
    assertEquals("warning scratch-file-added", verdict(judge, ChangeKind.ADDED, "/tmp/x"));
    assertEquals("warning file-added", verdict(judge, ChangeKind.ADDED, "/srv/x"));
  }

  @Test
  void ruleWithConditionsTakesThePlaceOfItsNamesake() throws InvalidConfigurationException {
    Judge judge =
        judge("rules: [{name: scratch-file-added, severity: info, change: added, path: /mnt/**}]");
    assertEquals("warning file-added", verdict(judge, ChangeKind.ADDED, "/tmp/x"));
    assertEquals("info scratch-file-added", verdict(judge, ChangeKind.ADDED, "/mnt/x"));
    assertEquals("critical sensitive-file", verdict(judge, ChangeKind.DELETED, "/etc/passwd"));
  }

  @Test
  void newRuleComesBeforeTheShippedOnes() throws InvalidConfigurationException {
    Judge judge = judge("rules: [{name: accounts, severity: info, path: /etc/passwd}]");
    assertEquals("info accounts", verdict(judge, ChangeKind.DELETED, "/etc/passwd"));
    assertEquals("critical sensitive-file", verdict(judge, ChangeKind.DELETED, "/etc/shadow"));
  }

  @Test
  void emptyFileOfRulesChangesNothing() throws InvalidConfigurationException {
    assertEquals(
        "critical sensitive-file", verdict(judge("rules: []"), ChangeKind.DELETED, "/etc/passwd"));
  }

  private static Judge judge(String yaml) throws InvalidConfigurationException {
    return Texts.read(yaml)
        .policy()
        .judgeOf(Samples.startedAt(Instant.EPOCH), false, Instant.EPOCH);
  }

  private static String verdict(Judge judge, ChangeKind kind, String path) {
    Finding finding =
        judge.judge(
            new Change(
                FilePath.of(path),
                kind,
                FileType.FILE,
                Set.of(),
                Optional.empty(),
                Optional.empty()));
    return finding.severity().id() + " " + finding.rule();
  }
}
