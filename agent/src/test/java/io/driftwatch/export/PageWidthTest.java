package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.report.NodeReport;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.SampleNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whatever things are called, no line breaks on a terminal of 100 columns. */
final class PageWidthTest {
  private static final int COLUMNS = 100;

  @Test
  void everyLineFits() throws IOException {
    assertFits(SampleNode.scan(), 20, "sample");
    for (int seed = 0; seed < 300; seed++) {
      assertFits(new RandomReports(seed).next(), 1 + seed % 25, "seed " + seed);
    }
  }

  private static void assertFits(NodeReport report, int rows, String which) throws IOException {
    StringBuilder table = new StringBuilder();
    new TableReport(false, rows).write(report, table);
    new ContainerTable().write(report.containers(), table);
    for (String line : table.toString().split("\n", -1)) {
      int columns = line.codePoints().map(PageWidthTest::columns).sum();
      assertTrue(columns <= COLUMNS, which + ": " + columns + " columns: " + line);
    }
  }

  /** Not what the code under test goes by, but the same for what the reports have. */
  private static int columns(int codePoint) {
    if (Character.getType(codePoint) == Character.NON_SPACING_MARK) {
      return 0;
    }
    return Character.isIdeographic(codePoint) || "ロ한🐳".indexOf(codePoint) >= 0 ? 2 : 1;
  }
}
