package io.driftwatch.export;

import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A line of the table: one finding, or many of one sort below a directory.
 *
 * @param first the finding, or one of them
 * @param path its path, or the directory
 * @param paths how many it stands for
 */
record FindingRow(Finding first, FilePath path, int paths) {

  /** As findings are ordered. */
  static final Comparator<FindingRow> WORST_FIRST =
      Comparator.comparing((FindingRow row) -> row.first.severity())
          .thenComparing(FindingRow::path);

  private static final int MAX_SAMPLE_COLUMNS = 32;

  static FindingRow of(Finding finding) {
    return new FindingRow(finding, finding.change().path(), 1);
  }

  /** Findings, ordered by path, that lie at or below a directory. */
  static FindingRow of(List<Finding> findings, FilePath directory) {
    boolean itself = findings.get(0).change().path().equals(directory) && findings.size() > 1;
    return new FindingRow(findings.get(itself ? 1 : 0), directory, findings.size());
  }

  String pathText() {
    String slash = paths == 1 || path.equals(FilePath.ROOT) ? "" : "/";
    return Wrapping.shortened(path + slash, Wrapping.THREE_LINES, path.length());
  }

  /**
   * What else there is to say.
   *
   * @param exact whether every path that it stands for was kept, so that their number is known
   */
  String detail(boolean exact) {
    if (paths == 1) {
      return FindingText.of(first);
    }
    List<String> parts = new ArrayList<>();
    parts.add((exact ? "" : "at least ") + Quantity.of(paths, "path") + sample());
    parts.addAll(FindingText.labels(first));
    return String.join(", ", parts);
  }

  private String sample() {
    if (first.change().path().equals(path)) {
      return "";
    }
    byte[] whole = first.change().path().bytes();
    int start = path.equals(FilePath.ROOT) ? 1 : path.length() + 1;
    FilePath below = FilePath.of(Arrays.copyOfRange(whole, start, whole.length));
    return " such as " + Wrapping.shortened(below, MAX_SAMPLE_COLUMNS);
  }
}
