package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Printable;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.KnownRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the text of Events: printable, and no longer than the API server takes. */
final class Note {

  /** Of UTF-8: what the API server counts are bytes. */
  static final int MAX_BYTES = 1024;

  /** More than a person reads of them. */
  private static final int MAX_ROWS = 12;

  /** More than a pod's container can have for a name. */
  private static final int MAX_NAME_BYTES = 128;

  private Note() {}

  /**
   * Counts, then the worst findings, as many as there is room for. Many of one sort below one
   * directory are told of together.
   *
   * @param worstFirst at least one
   */
  static String drifted(Container container, Counts counts, List<KnownFinding> worstFirst) {
    Severity least = worstFirst.get(worstFirst.size() - 1).severity();
    long total = Math.max(counts.unexpectedAtLeast(least), worstFirst.size());
    String beginning = summary(counts, least) + " in " + named(container) + ": ";
    int room = MAX_BYTES - bytes(beginning) - bytes(more(total));
    List<KnownRow> rows = fitting(worstFirst, room);
    long shown = rows.stream().mapToLong(KnownRow::paths).sum();
    return beginning
        + Printable.cutToBytes(text(rows), room)
        + (total > shown ? more(total - shown) : "");
  }

  /** The most rows that fit, and where none do, the worst finding. */
  private static List<KnownRow> fitting(List<KnownFinding> worstFirst, int room) {
    for (int limit = MAX_ROWS; limit > 0; limit--) {
      List<KnownRow> rows = KnownRow.of(worstFirst, limit);
      if (rows.stream().noneMatch(Note::saysNothing) && bytes(text(rows)) <= room) {
        return rows;
      }
    }
    return eachFitting(worstFirst, room);
  }

  /** That there is something anywhere is told by the numbers. */
  private static boolean saysNothing(KnownRow row) {
    return row.isFolded() && row.path().equals(FilePath.ROOT);
  }

  private static List<KnownRow> eachFitting(List<KnownFinding> worstFirst, int room) {
    List<KnownRow> each =
        KnownRow.of(worstFirst.subList(0, Math.min(worstFirst.size(), room)), room);
    int fitting = 1;
    while (fitting < each.size() && bytes(text(each.subList(0, fitting + 1))) <= room) {
      fitting++;
    }
    return each.subList(0, fitting);
  }

  private static String text(List<KnownRow> rows) {
    return rows.stream().map(KnownRow::text).collect(Collectors.joining(", "));
  }

  static String notObservable(Container container, Reason reason) {
    return "Cannot look into " + named(container) + ": " + reason.text() + " (" + reason.id() + ")";
  }

  /**
   * What was declared and did not come about.
   *
   * @param results at least one
   */
  static String ineffective(Container container, List<DeclarationResult> results) {
    String parts =
        results.stream()
            .map(result -> result.field() + ": " + result.command() + ": " + result.why())
            .collect(Collectors.joining("; "));
    return Printable.cutToBytes(
        "Declared, but not effective in " + named(container) + ": " + parts, MAX_BYTES);
  }

  private static String more(long number) {
    return " and " + number + " more";
  }

  private static String summary(Counts counts, Severity least) {
    String numbers =
        Arrays.stream(Severity.values())
            .filter(severity -> severity.isAtLeast(least) && counts.unexpected(severity) > 0)
            .map(severity -> counts.unexpected(severity) + " " + severity.id())
            .collect(Collectors.joining(", "));
    return numbers.isEmpty() ? "drift" : numbers;
  }

  private static String named(Container container) {
    return container.isSandbox()
        ? "the pod's sandbox"
        : "container " + Printable.cutToBytes(Printable.of(container.name()), MAX_NAME_BYTES);
  }

  static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
