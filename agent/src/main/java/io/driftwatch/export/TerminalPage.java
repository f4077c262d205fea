package io.driftwatch.export;

import java.io.IOException;

/**
 * Lines for a terminal, none of them wider than it is: what does not fit goes on below the place
 * where it began. Everything written here is printable already.
 */
final class TerminalPage {

  /** The width that output is made for. */
  static final int COLUMNS = 100;

  /** Between two things on a line. */
  static final int GAP = 2;

  private final Appendable out;
  private final boolean color;
  private int written;
  private int position;

  TerminalPage(Appendable out, boolean color) {
    this.out = out;
    this.color = color;
  }

  /** Where the next text would begin. */
  int position() {
    return position;
  }

  /** Goes to a column, on a line below when this one is beyond it already. */
  void moveTo(int column) throws IOException {
    if (column < written) {
      endLine();
    }
    position = column;
  }

  void write(String text, Style style) throws IOException {
    int start = position;
    int width = COLUMNS - start;
    for (String line : Wrapping.lines(text, width, width)) {
      moveTo(start);
      put(line, style);
    }
  }

  /** Writes on this line if all of the text fits beside what is there, else on the next. */
  void writeBeside(String text, int indent, Style style) throws IOException {
    if (written > 0) {
      boolean fits = written + GAP + DisplayWidth.of(text) <= COLUMNS;
      moveTo(fits ? written + GAP : indent);
    }
    write(text, style);
  }

  void endLine() throws IOException {
    out.append('\n');
    written = 0;
    position = 0;
  }

  private void put(String text, Style style) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    out.append(" ".repeat(position - written));
    out.append(color ? style.paint(text) : text);
    written = position + DisplayWidth.of(text);
    position = written;
  }
}
