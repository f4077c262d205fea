package io.driftwatch.export;

/** How a text stands out on a terminal, where colours are wanted. */
enum Style {
  PLAIN(""),
  BOLD("\u001b[1m"),
  DIM("\u001b[2m"),
  RED("\u001b[31m"),
  YELLOW("\u001b[33m"),
  GREEN("\u001b[32m");

  private static final String RESET = "\u001b[0m";

  private final String sequence;

  /**
   * @param sequence of ECMA-48's SGR, empty for none
   */
  Style(String sequence) {
    this.sequence = sequence;
  }

  String paint(String text) {
    return this == PLAIN ? text : sequence + text + RESET;
  }
}
