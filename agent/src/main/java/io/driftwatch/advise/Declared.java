package io.driftwatch.advise;

import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Printable;
import io.driftwatch.judge.Disposition;
import io.driftwatch.report.ContainerReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a specification has done to the files of the image, which a read-only root refuses. */
final class Declared {

  private static final Set<Effect> NEEDS_WRITABLE =
      Set.of(Effect.DONE, Effect.PENDING, Effect.INEFFECTIVE);

  private static final int MAX_COMMAND = 120;

  private Declared() {}

  static List<Obstacle> obstacles(ContainerReport report) {
    return report.declared().stream()
        .filter(Declared::changesFiles)
        .map(result -> Obstacle.because(why(result)))
        .toList();
  }

  /** Where nothing was to be done, as by {@code rm -f} of what is not there, the reason is told. */
  private static boolean changesFiles(DeclarationResult result) {
    boolean hadNothingToDo = result.effect() == Effect.DONE && !result.why().isEmpty();
    return NEEDS_WRITABLE.contains(result.effect()) && !hadNothingToDo;
  }

  private static String why(DeclarationResult result) {
    return "%s runs \"%s\", which a read-only root refuses: do it in the image (RUN ...)"
            .formatted(result.field(), Printable.cut(result.command(), MAX_COMMAND))
        + " and take it out there";
  }

  /** Whether everything that was written in an obstacle's directory is what was declared. */
  static boolean explains(ContainerReport report, Obstacle obstacle) {
    Optional<FilePath> directory = obstacle.directory();
    if (directory.isEmpty()) {
      return false;
    }
    long declared =
        report.findings().stream()
            .filter(finding -> finding.disposition() == Disposition.DECLARED)
            .filter(finding -> finding.change().path().startsWith(directory.get()))
            .count();
    return declared >= obstacle.paths();
  }
}
