package io.driftwatch.export;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the lines that findings get. While there is room each has its own; else those of one sort
 * that lie below one directory share a line. The worst get room first, and among equals the few
 * before the many, so that a heap does not hide what lies beside it.
 */
final class Folding {

  private final List<FindingRow> rows = new ArrayList<>();

  private Folding() {}

  /**
   * The lines of findings, which may stand for fewer than all of them.
   *
   * @param findings worst first, then by path
   * @param limit how many lines at most
   */
  static List<FindingRow> rows(List<Finding> findings, int limit) {
    Folding folding = new Folding();
    if (findings.size() <= limit) {
      folding.addEach(findings);
    } else {
      folding.addShares(sorts(findings), limit);
      folding.rows.sort(FindingRow.WORST_FIRST);
    }
    return folding.rows;
  }

  private static List<List<Finding>> sorts(List<Finding> findings) {
    Map<Sort, List<Finding>> sorts = new LinkedHashMap<>();
    for (Finding finding : findings) {
      sorts.computeIfAbsent(Sort.of(finding), sort -> new ArrayList<>()).add(finding);
    }
    return sorts.entrySet().stream()
        .sorted(
            Map.Entry.<Sort, List<Finding>>comparingByKey(Sort.WORST_FIRST)
                .thenComparing(entry -> entry.getValue().size()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Each group gets what room there is, but for a line for each that is still to come. */
  private void addShares(Collection<List<Finding>> groups, int room) {
    int end = rows.size() + room;
    int toCome = groups.size();
    for (List<Finding> group : groups) {
      toCome--;
      int left = end - rows.size();
      if (left > 0) {
        add(group, Math.max(1, left - toCome));
      }
    }
  }

  private void add(List<Finding> group, int room) {
    if (group.size() <= room) {
      addEach(group);
      return;
    }
    FilePath directory = commonDirectory(group);
    List<List<Finding>> branches = branches(group, directory);
    boolean tooMany = branches.size() > room && !directory.equals(FilePath.ROOT);
    if (tooMany || room == 1 || branches.size() == 1) {
      rows.add(FindingRow.of(group, directory));
    } else {
      addShares(branches, room);
    }
  }

  private void addEach(List<Finding> findings) {
    findings.stream().map(FindingRow::of).forEach(rows::add);
  }

  /** The deepest directory that the whole group, which is ordered, lies at or below. */
  private static FilePath commonDirectory(List<Finding> group) {
    FilePath first = path(group.get(0));
    if (group.stream().allMatch(finding -> path(finding).startsWith(first))) {
      return first;
    }
    // What the first and the last begin with, all begin with.
    int slash = Arrays.mismatch(first.bytes(), path(group.get(group.size() - 1)).bytes());
    do {
      slash--;
    } while (slash > 0 && first.at(slash) != '/');
    return slash <= 0 ? FilePath.ROOT : FilePath.of(Arrays.copyOf(first.bytes(), slash));
  }

  /** The group by what follows the directory in their paths, the smallest part first. */
  private static List<List<Finding>> branches(List<Finding> group, FilePath directory) {
    int start = directory.equals(FilePath.ROOT) ? 1 : directory.length() + 1;
    Map<FilePath, List<Finding>> branches = new LinkedHashMap<>();
    for (Finding finding : group) {
      branches
          .computeIfAbsent(nameAt(path(finding), start), name -> new ArrayList<>())
          .add(finding);
    }
    return branches.values().stream().sorted(Comparator.comparingInt(List::size)).toList();
  }

  /** The name that begins at an index; empty for a path that ends before it. */
  private static FilePath nameAt(FilePath path, int start) {
    int end = start;
    while (end < path.length() && path.at(end) != '/') {
      end++;
    }
    byte[] bytes = path.bytes();
    return FilePath.of(
        Arrays.copyOfRange(bytes, Math.min(start, bytes.length), Math.min(end, bytes.length)));
  }

  private static FilePath path(Finding finding) {
    return finding.change().path();
  }

  /** What findings have in common that share a line. */
  private record Sort(
      Severity severity, Disposition disposition, ChangeKind kind, Set<Trait> traits) {

    static final Comparator<Sort> WORST_FIRST =
        Comparator.comparing(Sort::severity).thenComparing(Sort::disposition);

    static Sort of(Finding finding) {
      Set<Trait> traits = new HashSet<>(finding.traits());
      traits.remove(Trait.AT_START);
      return new Sort(finding.severity(), finding.disposition(), finding.change().kind(), traits);
    }
  }
}
