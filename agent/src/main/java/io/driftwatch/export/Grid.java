package io.driftwatch.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of cells under each other, as wide as the page: what does not fit is wrapped in its cell.
 */
final class Grid {

  /** How far the second line of a cell is indented, lest it pass for another row's. */
  private static final int INDENT = 2;

  private final int[] widths;

  /**
   * @param rows every row that will be written, each with the same number of cells
   */
  Grid(List<List<String>> rows) {
    widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
      }
    }
    narrow(TerminalPage.COLUMNS - TerminalPage.GAP * (widths.length - 1));
  }

  /** Takes from the widest until all fit; so what is narrow by nature stays as it is. */
  private void narrow(int available) {
    int total = IntStream.of(widths).sum();
    for (; total > available; total--) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      widths[widest]--;
    }
  }

  void write(List<String> row, Style style, TerminalPage page) throws IOException {
    List<List<String>> cells = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      cells.add(Wrapping.lines(row.get(i), widths[i], widths[i] - INDENT));
    }
    int height = cells.stream().mapToInt(List::size).max().orElseThrow();
    for (int line = 0; line < height; line++) {
      int column = 0;
      for (int i = 0; i < widths.length; i++) {
        if (line < cells.get(i).size()) {
          page.moveTo(line == 0 ? column : column + INDENT);
          page.write(cells.get(i).get(line), style);
        }
        column += widths[i] + TerminalPage.GAP;
      }
      page.endLine();
    }
  }
}
