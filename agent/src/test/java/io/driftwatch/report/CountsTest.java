package io.driftwatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.judge.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Numbers of a container. */
final class CountsTest {

  private static final Counts COUNTS =
      new Counts(
          Map.of(ChangeKind.ADDED, 5L, ChangeKind.DELETED, 2L),
          Map.of(Severity.CRITICAL, 1L, Severity.INFO, 4L),
          3,
          2,
          1,
          4_096);

  @Test
  void aKindOrSeverityThatDidNotOccurIsZero() {
    assertEquals(
        List.of(5L, 0L, 0L, 0L, 2L),
        Stream.of(ChangeKind.values()).map(COUNTS.changes()::get).toList());
    assertEquals(
        List.of(1L, 0L, 4L), Stream.of(Severity.values()).map(COUNTS.unexpected()::get).toList());
  }

  @Test
  void allChangesAreTheSumOfTheKinds() {
    assertEquals(7, COUNTS.allChanges());
    assertEquals(0, Counts.NONE.allChanges());
  }

  @Test
  void unexpectedAtLeastCountsTheWorseOnesToo() {
    assertEquals(
        List.of(1L, 1L, 5L), Stream.of(Severity.values()).map(COUNTS::unexpectedAtLeast).toList());
  }

  @Test
  void cannotBeChangedFromOutside() {
    Map<ChangeKind, Long> changes = new EnumMap<>(ChangeKind.class);
    changes.put(ChangeKind.ADDED, 1L);
    Counts counts = new Counts(changes, Map.of(), 0, 0, 0, 0);
    changes.put(ChangeKind.ADDED, 9L);

    assertEquals(1, counts.allChanges());
    assertThrows(
        UnsupportedOperationException.class, () -> counts.changes().put(ChangeKind.ADDED, 9L));
  }
}
