package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.Entry;
import io.driftwatch.container.Container;
import io.driftwatch.declare.Declarations;
import io.driftwatch.declare.Surroundings;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.judge.Excuse;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.PathErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a container's specification has done to its files, in one look. The walk tells what lies at
 * a path now where that may differ from the image: there is one truth of what the container sees.
 */
final class DeclaredChanges {

  private final Declarations declarations;
  private final Duration age;
  private final long began = System.nanoTime();
  private final Set<FilePath> watched;
  private final Map<FilePath, Optional<FileStat>> present = new HashMap<>();

  private DeclaredChanges(Declarations declarations, Duration age) {
    this.declarations = declarations;
    this.age = age;
    this.watched = declarations.watched();
  }

  /**
   * Reads what is declared.
   *
   * @param mountPoints where the runtime was told to mount other file systems
   * @param owners which of the host's ids the container's are
   * @param startedAt when the look began
   * @param errors is told what of the image could not be read
   */
  static DeclaredChanges of(
      Container container,
      OverlayTree tree,
      Set<FilePath> mountPoints,
      OwnerMap owners,
      Instant startedAt,
      PathErrors errors) {
    Surroundings around =
        new Surroundings(
            new TreeImage(tree, errors),
            mountPoints,
            owners,
            container.runtime().rootPermissions());
    Duration age = Duration.between(container.startedAt(), startedAt);
    return new DeclaredChanges(
        errors
            .answer(FilePath.ROOT, () -> Declarations.of(container, around))
            .orElse(Declarations.NONE),
        age);
  }

  /** Who declared exactly this change, if it was. */
  Optional<Excuse> excuse(Change change) {
    // A look may last, and what it comes by late may have been done since it began.
    return declarations.excuse(change, age.plusNanos(System.nanoTime() - began));
  }

  /** Whether anything is declared of a path. */
  boolean covers(FilePath path) {
    return declarations.covers(path);
  }

  /** What the walk saw at a path; null when nothing is there. */
  void saw(FilePath path, Entry now) {
    if (watched.contains(path)) {
      present.put(path, Optional.ofNullable(now).map(Entry::stat));
    }
  }

  /** The report with what became of it, as far as the look came by. */
  ContainerReport addTo(ContainerReport report) {
    return report.withDeclared(
        declarations.results(
            (path, image) -> present.getOrDefault(path, Optional.of(image)), report::sawAt, age));
  }
}
