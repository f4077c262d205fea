package io.driftwatch.cli;

/** How a scan's report is printed. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** One document. */
  JSON,
  /** One line for each container. */
  JSONL;

  @Override
  public String toString() {
    return Choice.word(this);
  }
}
