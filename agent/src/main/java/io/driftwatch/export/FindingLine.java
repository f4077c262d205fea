package io.driftwatch.export;

import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.LookError;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts of a line about a path, which take more lines of a page when they are wide.
 *
 * @param severity how much it matters
 * @param style of the severity
 * @param change how it changed
 * @param path where
 * @param detail what else there is to say
 */
record FindingLine(String severity, Style style, String change, String path, String detail) {

  private static final int SEVERITY = 2;
  private static final int CHANGE = 12;
  private static final int PATH = 22;

  /** A wider path leaves too little room for words beside it. */
  private static final int MAX_PATH_COLUMNS = 46;

  private static final int MAX_ERROR_PATH_COLUMNS = 120;

  /**
   * The line of a row.
   *
   * @param exact whether no finding of the container was left out
   */
  static FindingLine of(FindingRow row, boolean exact) {
    Finding finding = row.first();
    boolean unexpected = finding.disposition() == Disposition.UNEXPECTED;
    return new FindingLine(
        finding.severity().id(),
        unexpected ? style(finding.severity()) : Style.DIM,
        finding.change().kind().id(),
        row.pathText(),
        row.detail(exact));
  }

  /** The line of a path of which nothing is known. */
  static FindingLine of(LookError error) {
    String path = Wrapping.shortened(error.path(), MAX_ERROR_PATH_COLUMNS);
    return new FindingLine("unknown", Style.YELLOW, "", path, error.reason().text());
  }

  private static Style style(Severity severity) {
    return switch (severity) {
      case CRITICAL -> Style.RED;
      case WARNING -> Style.YELLOW;
      case INFO -> Style.DIM;
    };
  }

  /** Where details begin, so that as few as can be take a second line and most are aligned. */
  static int detailColumn(List<FindingLine> lines) {
    int[] widths =
        lines.stream()
            .mapToInt(FindingLine::pathColumns)
            .filter(width -> width <= MAX_PATH_COLUMNS)
            .distinct()
            .toArray();
    return IntStream.of(widths)
        .mapToObj(width -> PATH + width + TerminalPage.GAP)
        .min(
            Comparator.comparingLong(
                    (Integer column) -> lines.stream().filter(l -> l.isBroken(column)).count())
                .thenComparing(Comparator.reverseOrder()))
        .orElse(PATH + TerminalPage.GAP);
  }

  private int pathColumns() {
    return DisplayWidth.of(path);
  }

  private boolean isBroken(int detailColumn) {
    int start = Math.max(detailColumn, PATH + pathColumns() + TerminalPage.GAP);
    return start + DisplayWidth.of(detail) > TerminalPage.COLUMNS;
  }

  void write(int detailColumn, TerminalPage page) throws IOException {
    page.moveTo(SEVERITY);
    page.write(severity, style);
    page.moveTo(CHANGE);
    page.write(change, Style.PLAIN);
    page.moveTo(PATH);
    page.write(path, Style.PLAIN);
    if (page.position() + TerminalPage.GAP <= detailColumn) {
      page.moveTo(detailColumn);
      page.write(detail, Style.PLAIN);
    } else {
      page.writeBeside(detail, detailColumn, Style.PLAIN);
    }
    page.endLine();
  }
}
