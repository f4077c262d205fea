package io.driftwatch.report;

import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Chooses the lines that findings get. While there is room each has its own; else those of one sort
 * that lie below one directory share a line. The worst get room first, and among equals the few
 * before the many, so that a heap does not hide what lies beside it.
 *
 * @param <T> what a finding is
 * @param <S> what findings have in common that share a line
 */
public final class Folding<T, S> {

  private final Function<T, FilePath> path;
  private final Function<T, S> sort;
  private final Comparator<S> worstFirst;
  private final List<Row<T>> rows = new ArrayList<>();

  private Folding(Function<T, FilePath> path, Function<T, S> sort, Comparator<S> worstFirst) {
    this.path = path;
    this.sort = sort;
    this.worstFirst = worstFirst;
  }

  /**
   * A line: one finding, or many of one sort at or below a directory.
   *
   * @param first the finding, or one of them, below the directory if there is any
   * @param path its path, or the directory
   * @param paths how many it stands for
   */
  public record Row<T>(T first, FilePath path, int paths) {}

  /**
   * The lines of findings, which may stand for fewer than all of them; in no particular order.
   *
   * @param findings worst first, then by path
   * @param limit how many lines at most
   * @param path where a finding is
   * @param sort what findings have in common that may share a line
   * @param worstFirst the order of sorts
   */
  public static <T, S> List<Row<T>> rows(
      List<T> findings,
      int limit,
      Function<T, FilePath> path,
      Function<T, S> sort,
      Comparator<S> worstFirst) {
    Folding<T, S> folding = new Folding<>(path, sort, worstFirst);
    if (findings.size() <= limit) {
      folding.addEach(findings);
    } else {
      folding.addShares(folding.sorts(findings), limit);
    }
    return folding.rows;
  }

  private List<List<T>> sorts(List<T> findings) {
    Map<S, List<T>> sorts = new LinkedHashMap<>();
    for (T finding : findings) {
      sorts.computeIfAbsent(sort.apply(finding), key -> new ArrayList<>()).add(finding);
    }
    return sorts.entrySet().stream()
        .sorted(
            Map.Entry.<S, List<T>>comparingByKey(worstFirst)
                .thenComparing(entry -> entry.getValue().size()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Each group gets what room there is, but for a line for each that is still to come. */
  private void addShares(Collection<List<T>> groups, int room) {
    int end = rows.size() + room;
    int toCome = groups.size();
    for (List<T> group : groups) {
      toCome--;
      int left = end - rows.size();
      if (left > 0) {
        add(group, Math.max(1, left - toCome));
      }
    }
  }

  private void add(List<T> group, int room) {
    if (group.size() <= room) {
      addEach(group);
      return;
    }
    FilePath directory = commonDirectory(group);
    List<List<T>> branches = branches(group, directory);
    boolean tooMany = branches.size() > room && !directory.equals(FilePath.ROOT);
    if (tooMany || room == 1 || branches.size() == 1) {
      rows.add(row(group, directory));
    } else {
      addShares(branches, room);
    }
  }

  private void addEach(List<T> findings) {
    findings.forEach(finding -> rows.add(new Row<>(finding, path.apply(finding), 1)));
  }

  private Row<T> row(List<T> group, FilePath directory) {
    boolean itself = path.apply(group.get(0)).equals(directory) && group.size() > 1;
    return new Row<>(group.get(itself ? 1 : 0), directory, group.size());
  }

  /** The deepest directory that the whole group, which is ordered, lies at or below. */
  private FilePath commonDirectory(List<T> group) {
    FilePath first = path.apply(group.get(0));
    if (group.stream().allMatch(finding -> path.apply(finding).startsWith(first))) {
      return first;
    }
    // What the first and the last begin with, all begin with.
    int slash = Arrays.mismatch(first.bytes(), path.apply(group.get(group.size() - 1)).bytes());
    do {
      slash--;
    } while (slash > 0 && first.at(slash) != '/');
    return slash <= 0 ? FilePath.ROOT : FilePath.of(Arrays.copyOf(first.bytes(), slash));
  }

  /** The group by what follows the directory in their paths, the smallest part first. */
  private List<List<T>> branches(List<T> group, FilePath directory) {
    int start = directory.equals(FilePath.ROOT) ? 1 : directory.length() + 1;
    Map<FilePath, List<T>> branches = new LinkedHashMap<>();
    for (T finding : group) {
      branches
          .computeIfAbsent(nameAt(path.apply(finding), start), name -> new ArrayList<>())
          .add(finding);
    }
    return branches.values().stream().sorted(Comparator.comparingInt(List::size)).toList();
  }

  /** The name that begins at an index; empty for a path that ends before it. */
  private static FilePath nameAt(FilePath whole, int start) {
    int end = start;
    while (end < whole.length() && whole.at(end) != '/') {
      end++;
    }
    byte[] bytes = whole.bytes();
    return FilePath.of(
        Arrays.copyOfRange(bytes, Math.min(start, bytes.length), Math.min(end, bytes.length)));
  }
}
