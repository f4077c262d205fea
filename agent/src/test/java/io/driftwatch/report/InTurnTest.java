package io.driftwatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told first. */
final class InTurnTest {

  @Test
  void theWorstComesFirst() {
    assertEquals(
        List.of("/z", "/a", "/m"),
        order(
            List.of(
                finding("/m", ChangeKind.MODIFIED, Severity.INFO),
                finding("/a", ChangeKind.MODIFIED, Severity.WARNING),
                finding("/z", ChangeKind.ADDED, Severity.CRITICAL))));
  }

  @Test
  void ofEachTopDirectoryAndKindOneComesBeforeASecond() {
    assertEquals(
        List.of("/b/changed", "/a/1", "/b/1", "/a/2", "/a/3"),
        order(
            List.of(
                finding("/a/3", ChangeKind.ADDED, Severity.CRITICAL),
                finding("/b/1", ChangeKind.ADDED, Severity.CRITICAL),
                finding("/a/1", ChangeKind.ADDED, Severity.CRITICAL),
                finding("/b/changed", ChangeKind.MODIFIED, Severity.CRITICAL),
                finding("/a/2", ChangeKind.ADDED, Severity.CRITICAL))));
  }

  @Test
  void tenThousandDecoysComeAfterWhatIsElsewhere() {
    List<KnownFinding> findings = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      findings.add(finding("/a/" + i, ChangeKind.ADDED, Severity.CRITICAL));
    }
    findings.add(finding("/usr/bin/evil", ChangeKind.ADDED, Severity.CRITICAL));

    assertTrue(order(findings).indexOf("/usr/bin/evil") < 2);
    assertEquals(10_001, order(findings).size());
  }

  private static List<String> order(List<KnownFinding> findings) {
    return InTurn.order(findings).stream().map(finding -> finding.path().toString()).toList();
  }

  private static KnownFinding finding(String path, ChangeKind change, Severity severity) {
    return new KnownFinding(
        FilePath.of(path),
        change,
        severity,
        Disposition.UNEXPECTED,
        "rule",
        List.of(),
        false,
        Optional.empty(),
        0,
        Instant.EPOCH);
  }
}
