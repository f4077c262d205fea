package io.driftwatch.report;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Side;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeSet;

/**
 * The findings of one container whose details are kept, in bounded memory. Findings are kept in
 * shelves: one for each kind of change and each rule in each top directory, ranked by whether the
 * image ships the file and by severity. When there is no room left, the lowest-ranked shelf that
 * has more than its share loses its last finding by path; so no heap of decoys can push out what
 * matters elsewhere. Which findings are kept does not depend on the order in which they come,
 * because that of a walk is random: what was kept in one look is kept in the next, unless it is
 * bytes that there is no room for, as of very long paths.
 */
final class KeptFindings {

  /** What a shelf keeps, as long as any other has more. */
  private static final int SHARE = 32;

  /** Among so many the container's own top directories are shared out. */
  private static final int OWN_TOP_DIRECTORIES = 128;

  /** Rough size of a finding without its paths and attributes, in bytes. */
  private static final long FINDING_BYTES = 512;

  /** The findings of a shelf are equally bad. */
  private static final Comparator<Finding> LAST_BY_PATH =
      (one, other) -> other.change().path().compareTo(one.change().path());

  /** The shelf that gives way first comes last. */
  private static final Comparator<Shelf> KEPT_LONGEST =
      Comparator.comparing(Shelf::hasSpare)
          .thenComparing(shelf -> !shelf.key.ofImage())
          .thenComparing(shelf -> shelf.key.severity())
          .thenComparing(shelf -> shelf.findings.size())
          .thenComparing(shelf -> shelf.key.kind())
          .thenComparing(shelf -> shelf.key.rule())
          .thenComparing(shelf -> shelf.key.top());

  private final int maxFindings;
  private final long maxBytes;
  private final Map<ShelfKey, Shelf> shelves = new HashMap<>();
  private final TreeSet<Shelf> ranked = new TreeSet<>(KEPT_LONGEST);
  private int kept;
  private long keptBytes;

  /**
   * @param maxFindings how many are kept at most
   * @param maxBytes how much memory they take at most, roughly
   */
  KeptFindings(int maxFindings, long maxBytes) {
    this.maxFindings = maxFindings;
    this.maxBytes = maxBytes;
  }

  void add(Finding finding) {
    Shelf shelf = shelves.computeIfAbsent(ShelfKey.of(finding), Shelf::new);
    if (wouldGiveWay(finding, shelf)) {
      return;
    }
    ranked.remove(shelf);
    shelf.findings.add(finding);
    ranked.add(shelf);
    kept++;
    keptBytes += bytes(finding);
    while (kept > maxFindings || keptBytes > maxBytes) {
      drop();
    }
  }

  /**
   * Whether it would be dropped as soon as it is added: so it is with most, where there are many.
   */
  private boolean wouldGiveWay(Finding finding, Shelf shelf) {
    return kept == maxFindings
        && !shelf.findings.isEmpty()
        && shelf == ranked.last()
        && LAST_BY_PATH.compare(finding, shelf.findings.element()) < 0;
  }

  private void drop() {
    Shelf last = ranked.pollLast();
    Finding dropped = last.findings.remove();
    if (last.findings.isEmpty()) {
      shelves.remove(last.key);
    } else {
      ranked.add(last);
    }
    kept--;
    keptBytes -= bytes(dropped);
  }

  /** Worst first, then by path. */
  List<Finding> worstFirst() {
    List<Finding> all = new ArrayList<>(kept);
    shelves.values().forEach(shelf -> all.addAll(shelf.findings));
    all.sort(Finding.WORST_FIRST);
    return all;
  }

  /** Findings of one kind. Its rank may change only while it is out of the ranking. */
  private static final class Shelf {

    private final ShelfKey key;

    /** The one that gives way first comes first. */
    private final Queue<Finding> findings = new PriorityQueue<>(LAST_BY_PATH);

    Shelf(ShelfKey key) {
      this.key = key;
    }

    boolean hasSpare() {
      return findings.size() > SHARE;
    }
  }

  private static long bytes(Finding finding) {
    return FINDING_BYTES
        + finding.change().path().length()
        + finding.change().image().map(KeptFindings::bytes).orElse(0L)
        + finding.change().now().map(KeptFindings::bytes).orElse(0L);
  }

  /** A slash and the first name of a path. */
  static byte[] topName(FilePath path) {
    int end = 1;
    while (end < path.length() && path.at(end) != '/') {
      end++;
    }
    byte[] top = new byte[Math.min(end, path.length())];
    for (int i = 0; i < top.length; i++) {
      top[i] = path.at(i);
    }
    return top;
  }

  /** What the container itself decides the size of. */
  private static long bytes(Side side) {
    return side.attributes().weight() + side.target().map(FilePath::length).orElse(0);
  }

  /**
   * What a shelf holds.
   *
   * @param ofImage whether the image ships the files
   * @param severity of the findings
   * @param kind how the paths changed
   * @param rule what judged them
   * @param top which top directory
   */
  private record ShelfKey(
      boolean ofImage, Severity severity, ChangeKind kind, String rule, FilePath top) {

    static ShelfKey of(Finding finding) {
      return new ShelfKey(
          finding.change().isOfImage(),
          finding.severity(),
          finding.change().kind(),
          finding.rule(),
          top(finding.change()));
    }

    /** The image has a few top directories; of its own a container can make any number. */
    private static FilePath top(Change change) {
      byte[] name = topName(change.path());
      return change.isOfImage()
          ? FilePath.of(name)
          : FilePath.of("" + Math.floorMod(Arrays.hashCode(name), OWN_TOP_DIRECTORIES));
    }
  }
}
