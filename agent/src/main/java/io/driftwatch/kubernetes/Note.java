package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Printable;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the text of Events: printable, and no longer than the API server takes. */
final class Note {

  /** Of UTF-8: what the API server counts are bytes. */
  static final int MAX_BYTES = 1024;

  /** More than a pod's container can have for a name. */
  private static final int MAX_NAME_BYTES = 128;

  private static final String CUT = "…";

  private Note() {}

  /**
   * Counts, then the worst findings, as many as there is room for.
   *
   * @param worstFirst at least one
   */
  static String drifted(Container container, Counts counts, List<KnownFinding> worstFirst) {
    Severity least = worstFirst.get(worstFirst.size() - 1).severity();
    long total = Math.max(counts.unexpectedAtLeast(least), worstFirst.size());
    int room = MAX_BYTES - bytes(more(total));
    StringBuilder note = new StringBuilder(summary(counts, least) + " in " + named(container));
    room -= bytes(note);
    int shown = 0;
    for (KnownFinding finding : worstFirst) {
      String text = (shown == 0 ? ": " : ", ") + text(finding);
      if (bytes(text) > room && shown > 0) {
        break;
      }
      String fitting = cut(text, room);
      note.append(fitting);
      room -= bytes(fitting);
      shown++;
    }
    return note + (total > shown ? more(total - shown) : "");
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
    return cut("Declared, but not effective in " + named(container) + ": " + parts, MAX_BYTES);
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
        : "container " + cut(Printable.of(container.name()), MAX_NAME_BYTES);
  }

  private static String text(KnownFinding finding) {
    return finding.change().id()
        + " "
        + finding.path()
        + finding.digest().map(digest -> " (" + digest.abbreviated() + ")").orElse("");
  }

  /** The text, or as many of its characters as there is room for, with a mark. */
  static String cut(String text, int maxBytes) {
    if (bytes(text) <= maxBytes) {
      return text;
    }
    int room = maxBytes - bytes(CUT);
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      room -= bytes(Character.toString(codePoint));
      if (room < 0) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end) + CUT;
  }

  static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
