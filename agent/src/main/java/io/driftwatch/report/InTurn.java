package io.driftwatch.report;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which findings are told where perhaps not all are: worst first, and among those one
 * of each kind of change in each top directory, then a second one of each. So ten thousand decoys
 * in a directory do not come before what is elsewhere, or what the image ships.
 */
public final class InTurn {

  private static final Comparator<Placed> ORDER =
      Comparator.comparing((Placed placed) -> placed.finding.severity())
          .thenComparing(placed -> placed.place)
          .thenComparing(placed -> placed.finding.change() == ChangeKind.ADDED)
          .thenComparing(placed -> placed.finding.path());

  private InTurn() {}

  private record Placed(KnownFinding finding, int place) {}

  private record Group(Enum<?> severity, Enum<?> change, FilePath top) {}

  /** Puts findings in order. */
  public static List<KnownFinding> order(Collection<KnownFinding> findings) {
    Map<Group, Integer> places = new HashMap<>();
    List<Placed> placed = new ArrayList<>(findings.size());
    findings.stream()
        .sorted(KnownFinding.WORST_FIRST)
        .forEach(
            finding ->
                placed.add(new Placed(finding, places.merge(group(finding), 1, Integer::sum))));
    placed.sort(ORDER);
    return placed.stream().map(Placed::finding).toList();
  }

  private static Group group(KnownFinding finding) {
    return new Group(
        finding.severity(), finding.change(), FilePath.of(KeptFindings.topName(finding.path())));
  }
}
