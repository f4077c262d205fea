package io.driftwatch.export;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.LookError;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The lines about one container: who it is and how it stands, what was found, and notes. */
final class ContainerBlock {

  private static final int INDENT = 2;
  private static final int MAX_ERRORS = 3;

  private final ContainerReport report;
  private final boolean atStart;
  private final List<FindingRow> rows;
  private final List<LookError> errors;
  private final TerminalPage page;

  /**
   * @param maxRows how many lines its findings get at most
   */
  ContainerBlock(ContainerReport report, int maxRows, TerminalPage page) {
    this.report = report;
    this.atStart = StartLabels.areOnAll(report);
    this.rows =
        FindingRow.of(
            atStart ? StartLabels.takenOff(report.findings()) : report.findings(), maxRows);
    this.errors = report.errors().stream().limit(MAX_ERRORS).toList();
    this.page = page;
  }

  /** Whether there is nothing to say of it beyond the first line. */
  boolean isBrief() {
    return rows.isEmpty()
        && report.ineffective().isEmpty()
        && errors.isEmpty()
        && report.counts().touched() == 0;
  }

  void write() throws IOException {
    writeHeader();
    int detailColumn = FindingLine.detailColumn(Stream.concat(found(), unknown()).toList());
    for (FindingLine line : found().toList()) {
      line.write(detailColumn, page);
    }
    writeMoreFindings();
    for (FindingLine line : unknown().toList()) {
      line.write(detailColumn, page);
    }
    writeMoreErrors();
    writeIneffective();
    if (atStart) {
      writeNote("at start: all that has a date changed in the container's first minute");
    }
    writeTouched();
  }

  private Stream<FindingLine> found() {
    return rows.stream().map(row -> FindingLine.of(row, report.omittedFindings() == 0));
  }

  private Stream<FindingLine> unknown() {
    return errors.stream().map(FindingLine::of);
  }

  private void writeHeader() throws IOException {
    Container container = report.container();
    page.write(ContainerText.name(container), Style.BOLD);
    page.writeBeside(ContainerText.verdict(report), INDENT, Standing.of(report).style());
    String root = report.hasReadOnlyRoot() ? ", read-only root" : "";
    page.writeBeside("(" + ContainerText.identity(container) + root + ")", INDENT, Style.DIM);
    page.endLine();
  }

  private void writeMoreFindings() throws IOException {
    long all = report.counts().allChanges();
    long more = all - rows.stream().mapToLong(FindingRow::paths).sum();
    if (more > 0) {
      writeNote("… " + GroupedNumber.of(more) + " more " + where(report.findings().size(), all));
    }
  }

  private void writeMoreErrors() throws IOException {
    long all = report.counts().unreadable();
    long more = all - errors.size();
    if (more > 0) {
      writeNote(
          "… %s more could not be looked at %s"
              .formatted(GroupedNumber.of(more), where(report.errors().size(), all)));
    }
  }

  private void writeIneffective() throws IOException {
    for (DeclarationResult result : report.ineffective()) {
      String text =
          "declared, but %s: %s, by %s: %s"
              .formatted(
                  result.effect().id().replace('-', ' '),
                  result.why(),
                  result.field(),
                  result.command());
      page.moveTo(INDENT);
      page.write(text, Style.YELLOW);
      page.endLine();
    }
  }

  private void writeTouched() throws IOException {
    long touched = report.counts().touched();
    if (touched > 0) {
      writeNote(
          "touched %s: copied up, but the same as in the image"
              .formatted(GroupedNumber.of(touched)));
    }
  }

  /** Where the rest can be seen, as far as it was kept. */
  private static String where(long kept, long all) {
    return kept == all
        ? "(use -o json)"
        : "(-o json has %s of all %s)".formatted(GroupedNumber.of(kept), GroupedNumber.of(all));
  }

  private void writeNote(String text) throws IOException {
    page.moveTo(INDENT);
    page.write(text, Style.DIM);
    page.endLine();
  }
}
