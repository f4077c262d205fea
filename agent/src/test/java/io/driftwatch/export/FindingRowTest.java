package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleReport;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FindingRowTest {

  private static final SampleFile TEXT = SampleFile.text("");

  @Test
  void whatHasRoomIsNotFolded() {
    assertEquals(
        List.of("/srv/a", "/srv/b", "/srv/c"), rows(3, r -> add(r, "/srv/a", "/srv/b", "/srv/c")));
  }

  @Test
  void manyBelowOneDirectoryShareALine() {
    assertEquals(
        List.of("/opt/x", "/srv/m/ 1,001 paths such as 0/f"),
        rows(
            10,
            r -> {
              r.added("/opt/x", TEXT).added("/srv/m", SampleFile.directory());
              for (int i = 0; i < 1000; i++) {
                r.added("/srv/m/" + i + "/f", TEXT);
              }
            }));
  }

  /** A heap gets one line, so that what lies beside it has its own. */
  @Test
  void aHeapDoesNotHideWhatLiesBesideIt() {
    assertEquals(
        List.of("/opt/bin/evil", "/opt/lib/ 500 paths such as 0", "/opt/sbin/a", "/opt/sbin/b"),
        rows(
            4,
            r -> {
              add(r, "/opt/bin/evil", "/opt/sbin/a", "/opt/sbin/b");
              for (int i = 0; i < 500; i++) {
                r.added("/opt/lib/" + i, TEXT);
              }
            }));
  }

  @Test
  void eachSortHasALineOfItsOwn() {
    assertEquals(
        List.of("/a/ 3 paths such as 1", "/a/x", "/a/ 2 paths such as t"),
        rows(
            3,
            r -> {
              r.added("/a/x", SampleFile.program("").mode(04755));
              for (int i = 1; i <= 3; i++) {
                r.added("/a/" + i, SampleFile.program(""));
              }
              add(r, "/a/t", "/a/u");
            }));
  }

  @Test
  void theWorstHaveRoomFirst() {
    assertEquals(
        List.of("/a"),
        rows(1, r -> add(r.added("/a", SampleFile.program("")), "/b", "/c").added("/tmp/d", TEXT)));
  }

  /** The byte of an exclamation mark comes before that of a slash. */
  @Test
  void aNameThatBeginsLikeADirectoryIsNotBelowIt() {
    assertEquals(List.of("/ 3 paths such as a"), rows(1, r -> add(r, "/a", "/a!b", "/a/b")));
    assertEquals(
        List.of("/a/ 2 paths such as b", "/a!b"), rows(2, r -> add(r, "/a", "/a!b", "/a/b")));
  }

  @Test
  void onePathFoundTwiceIsFoldedToo() {
    assertEquals(List.of("/a/ 2 paths"), rows(1, r -> add(r, "/a", "/a")));
  }

  @Test
  void rowsNeverStandForMoreThanThereIs() {
    for (int seed = 0; seed < 300; seed++) {
      for (ContainerReport report : new RandomReports(seed).next().containers()) {
        int limit = 1 + seed % 30;
        List<FindingRow> rows = FindingRow.of(report.findings(), limit);
        assertTrue(rows.size() <= limit, "seed " + seed);
        for (FindingRow row : rows) {
          long below = report.findings().stream().filter(f -> belongs(f, row)).count();
          assertTrue(below >= row.paths(), "seed " + seed + ": " + row);
        }
        long shown = rows.stream().mapToLong(FindingRow::paths).sum();
        assertTrue(shown <= report.findings().size(), "seed " + seed);
      }
    }
  }

  private static boolean belongs(Finding finding, FindingRow row) {
    return finding.change().path().startsWith(row.path())
        && finding.severity() == row.first().severity()
        && finding.change().kind() == row.first().change().kind();
  }

  private static SampleReport add(SampleReport report, String... paths) {
    for (String path : paths) {
      report.added(path, TEXT);
    }
    return report;
  }

  /** Paths, with what a shared line says beside it but for traits. */
  private static List<String> rows(int limit, Consumer<SampleReport> what) {
    return FindingRow.of(Reports.of(what).findings(), limit).stream()
        .map(row -> row.paths() == 1 ? row.pathText() : folded(row))
        .toList();
  }

  private static String folded(FindingRow row) {
    return row.pathText() + " " + row.detail(true).replace(", executable", "");
  }
}
