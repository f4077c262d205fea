package io.driftwatch.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text as a terminal shows it, as an SVG: a dark screen, letters of one width, and the colours that
 * sequences of ECMA-48's SGR ask for. Each run of one colour says how wide it is, so that columns
 * stand below each other in whatever font there is.
 */
public final class TerminalPicture {

  private static final int COLUMN = 9;
  private static final int LINE = 21;
  private static final int MARGIN = 20;

  /** What letters stand on, below the upper edge of their line. */
  private static final int BASELINE = 16;

  /** The sequences that are known, by number, each as a class of the style sheet. */
  private static final Map<String, String> CLASSES =
      Map.of("1", "bold", "2", "dim", "31", "red", "32", "green", "33", "yellow");

  private static final String RESET = "0";

  private static final Pattern SGR = Pattern.compile("\u001b\\[([0-9]+)m");

  private static final String HEAD =
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img" xml:space="preserve">
      <title>%3$s</title>
      <style>
      rect { fill: #0d1117 }
      text { fill: #e6edf3; font-size: 15px; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
      .bold { font-weight: bold }
      .dim { fill: #8b949e }
      .red { fill: #ff7b72 }
      .green { fill: #56d364 }
      .yellow { fill: #e3b341 }
      </style>
      <rect width="%1$d" height="%2$d" rx="8"/>
      """;

  /** A run of text without a line break and without blanks around it, in one style. */
  private record Run(int line, int column, String style, String text) {

    String svg() {
      return String.format(
          Locale.ROOT,
          "<text x=\"%d\" y=\"%d\" textLength=\"%d\"%s>%s</text>\n",
          MARGIN + column * COLUMN,
          MARGIN + line * LINE + BASELINE,
          columns(text) * COLUMN,
          style.isEmpty() ? "" : " class=\"" + style + "\"",
          escaped(text));
    }

    int end() {
      return column + columns(text);
    }
  }

  private TerminalPicture() {}

  /**
   * Text as a picture.
   *
   * @param title for those who cannot see it
   * @param text lines of letters that are one column wide
   * @throws IllegalArgumentException for what is no text, and no sequence that is known
   */
  public static String of(String title, String text) {
    List<Run> runs = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      addRuns(i, lines.get(i), runs);
    }
    int width = runs.stream().mapToInt(Run::end).max().orElse(0) * COLUMN + 2 * MARGIN;
    int height = lines.size() * LINE + 2 * MARGIN;
    StringBuilder svg = new StringBuilder(HEAD.formatted(width, height, escaped(title)));
    runs.forEach(run -> svg.append(run.svg()));
    return svg.append("</svg>\n").toString();
  }

  /** Styles add up until they are reset, and end with the line. */
  private static void addRuns(int number, String line, List<Run> runs) {
    Set<String> styles = new TreeSet<>();
    Matcher sequence = SGR.matcher(line);
    int column = 0;
    int from = 0;
    while (from <= line.length()) {
      boolean found = sequence.find(from);
      String part = line.substring(from, found ? sequence.start() : line.length());
      if (!part.isBlank()) {
        int indent = part.length() - part.stripLeading().length();
        runs.add(new Run(number, column + indent, String.join(" ", styles), part.strip()));
      }
      column += columns(part);
      if (!found) {
        return;
      }
      apply(sequence.group(1), styles);
      from = sequence.end();
    }
  }

  private static void apply(String number, Set<String> styles) {
    if (number.equals(RESET)) {
      styles.clear();
    } else if (CLASSES.containsKey(number)) {
      styles.add(CLASSES.get(number));
    } else {
      throw new IllegalArgumentException("no style is known for the sequence " + number);
    }
  }

  private static int columns(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String escaped(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a control character that no style is known for: " + text);
    }
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
