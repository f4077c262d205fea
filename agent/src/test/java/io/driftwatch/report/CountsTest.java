package io.driftwatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Numbers of a container. */
final class CountsTest {

  private static final FindingKind CRITICAL =
      new FindingKind(ChangeKind.DELETED, Severity.CRITICAL, Disposition.UNEXPECTED);
  private static final FindingKind INFO =
      new FindingKind(ChangeKind.ADDED, Severity.INFO, Disposition.UNEXPECTED);
  private static final FindingKind ALLOWED =
      new FindingKind(ChangeKind.ADDED, Severity.CRITICAL, Disposition.ALLOWED);

  private static final Counts COUNTS =
      new Counts(Map.of(CRITICAL, 2L, INFO, 4L, ALLOWED, 1L), 3, 2, 1, 4_096);

  @Test
  void aKindOrSeverityThatDidNotOccurIsZero() {
    assertEquals(
        List.of(5L, 0L, 0L, 0L, 2L), Stream.of(ChangeKind.values()).map(COUNTS::changes).toList());
    assertEquals(
        List.of(2L, 0L, 4L), Stream.of(Severity.values()).map(COUNTS::unexpected).toList());
  }

  @Test
  void allChangesAreTheSumOfTheKinds() {
    assertEquals(7, COUNTS.allChanges());
    assertEquals(0, Counts.NONE.allChanges());
  }

  @Test
  void unexpectedAtLeastCountsTheWorseOnesToo() {
    assertEquals(
        List.of(2L, 2L, 6L), Stream.of(Severity.values()).map(COUNTS::unexpectedAtLeast).toList());
  }

  @Test
  void cannotBeChangedFromOutside() {
    Map<FindingKind, Long> findings = new HashMap<>(Map.of(INFO, 1L));
    Counts counts = new Counts(findings, 0, 0, 0, 0);
    findings.put(INFO, 9L);

    assertEquals(1, counts.allChanges());
    assertThrows(UnsupportedOperationException.class, () -> counts.findings().put(INFO, 9L));
  }
}
