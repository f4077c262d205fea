package io.driftwatch.export;

import io.driftwatch.container.Container;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * A scan of a node for people: a block for each container, worst first, the clean ones in a list
 * below, and the whole in a sentence at the end.
 */
public final class TableReport {

  private static final int MAX_ROWS = 20;

  private static final Comparator<ContainerReport> WORST_FIRST =
      Comparator.<ContainerReport, Standing>comparing(Standing::of)
          .thenComparing(report -> ContainerText.name(report.container()));

  private final boolean color;
  private final int maxRows;

  /**
   * @param color whether severities stand out by colour
   */
  public TableReport(boolean color) {
    this(color, MAX_ROWS);
  }

  /**
   * @param color whether severities stand out by colour
   * @param maxRows how many lines the findings of a container get at most, 1 or more
   */
  public TableReport(boolean color, int maxRows) {
    this.color = color;
    this.maxRows = maxRows;
  }

  /** Writes the report; no line is wider than 100 columns. */
  public void write(NodeReport report, Appendable out) throws IOException {
    TerminalPage page = new TerminalPage(out, color);
    List<ContainerReport> sorted = report.containers().stream().sorted(WORST_FIRST).toList();
    List<ContainerReport> clean =
        sorted.stream().filter(container -> Standing.of(container) == Standing.CLEAN).toList();
    writeBlocks(sorted.subList(0, sorted.size() - clean.size()), page);
    if (!clean.isEmpty()) {
      writeClean(clean, page);
      page.endLine();
    }
    page.write(Summary.of(report), Style.PLAIN);
    page.endLine();
  }

  /** Those that there is little to say of follow each other without a gap. */
  private void writeBlocks(List<ContainerReport> reports, TerminalPage page) throws IOException {
    ContainerBlock above = null;
    for (ContainerReport report : reports) {
      ContainerBlock block = new ContainerBlock(report, maxRows, page);
      if (above != null && !(above.isBrief() && block.isBrief())) {
        page.endLine();
      }
      block.write();
      above = block;
    }
    if (above != null) {
      page.endLine();
    }
  }

  private static void writeClean(List<ContainerReport> reports, TerminalPage page)
      throws IOException {
    List<List<String>> rows = reports.stream().map(TableReport::row).toList();
    Grid grid = new Grid(rows);
    for (List<String> row : rows) {
      grid.write(row, Style.PLAIN, page);
    }
  }

  private static List<String> row(ContainerReport report) {
    Container container = report.container();
    long touched = report.counts().touched();
    return List.of(
        ContainerText.name(container),
        touched == 0 ? "clean" : "clean, touched " + GroupedNumber.of(touched),
        container.runtime().id(),
        ContainerText.image(container.image()),
        ContainerText.id(container));
  }
}
