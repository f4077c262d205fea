package io.driftwatch.report;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * What is said of known findings where there is little room: of one, or of many of one sort below a
 * directory.
 *
 * @param first the finding, or one of them
 * @param path its path, or the directory
 * @param paths how many it stands for
 */
public record KnownRow(KnownFinding first, FilePath path, int paths) {

  private static final Comparator<KnownRow> WORST_FIRST =
      Comparator.comparing((KnownRow row) -> row.first.severity()).thenComparing(KnownRow::path);

  /**
   * Says it of all findings, or of the worst.
   *
   * @param limit how many rows at most
   */
  public static List<KnownRow> of(List<KnownFinding> findings, int limit) {
    List<KnownFinding> sorted = findings.stream().sorted(KnownFinding.WORST_FIRST).toList();
    return Folding.rows(sorted, limit, KnownFinding::path, Sort::of, Sort.WORST_FIRST).stream()
        .map(row -> new KnownRow(row.first(), row.path(), row.paths()))
        .sorted(WORST_FIRST)
        .toList();
  }

  /** Whether it is about a directory. */
  public boolean isFolded() {
    return paths > 1;
  }

  /** In words; printable. */
  public String text() {
    String change = first.change().id() + " ";
    return isFolded()
        ? change + path.resolve("") + " (%d paths, %s)".formatted(paths, first.severity().id())
        : change
            + path
            + first.digest().map(digest -> " (" + digest.abbreviated() + ")").orElse("");
  }

  private record Sort(Severity severity, Disposition disposition, ChangeKind change) {

    static final Comparator<Sort> WORST_FIRST =
        Comparator.comparing(Sort::severity).thenComparing(Sort::disposition);

    static Sort of(KnownFinding finding) {
      return new Sort(finding.severity(), finding.disposition(), finding.change());
    }
  }
}
