package io.driftwatch.export;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.Folding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /**
   * The lines of findings, worst first, which may stand for fewer than all of them.
   *
   * @param findings worst first, then by path
   * @param limit how many lines at most
   */
  static List<FindingRow> of(List<Finding> findings, int limit) {
    return Folding.rows(
            findings, limit, finding -> finding.change().path(), LineKey::of, LineKey.WORST_FIRST)
        .stream()
        .map(row -> new FindingRow(row.first(), row.path(), row.paths()))
        .sorted(WORST_FIRST)
        .toList();
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
    parts.add((exact ? "" : "at least ") + GroupedNumber.of(paths, "path") + sample());
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

  /** What findings have in common that share a line. */
  private record LineKey(
      Severity severity, Disposition disposition, ChangeKind kind, Set<Trait> traits) {

    static final Comparator<LineKey> WORST_FIRST =
        Comparator.comparing(LineKey::severity).thenComparing(LineKey::disposition);

    static LineKey of(Finding finding) {
      Set<Trait> traits = new HashSet<>(finding.traits());
      traits.remove(Trait.AT_START);
      return new LineKey(
          finding.severity(), finding.disposition(), finding.change().kind(), traits);
    }
  }
}
