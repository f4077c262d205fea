package io.driftwatch.export;

import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.Status;
import java.util.List;
import java.util.Locale;

/** The whole of a scan in a sentence, and how long it took. */
final class Summary {

  /** What there is to say of no container at all. */
  static final String NONE = "No running containers were found.";

  private Summary() {}

  static String of(NodeReport report) {
    double seconds = Math.max(0, report.duration().toMillis()) / 1000.0;
    return String.format(Locale.ROOT, "%s %.2f s", sentence(report.containers()), seconds);
  }

  private static String sentence(List<ContainerReport> containers) {
    long partial = count(Status.PARTIAL, containers);
    long looked = count(Status.SCANNED, containers) + partial;
    long not = containers.size() - looked;
    if (containers.isEmpty()) {
      return NONE;
    }
    if (looked == 0) {
      return not == 1
          ? "1 container was found, but it could not be looked at."
          : GroupedNumber.of(not) + " containers were found, but none could be looked at.";
    }
    long drifted = containers.stream().filter(c -> c.hasDrift(Severity.WARNING)).count();
    return GroupedNumber.of(looked, "container")
        + " looked at"
        + inPart(partial, looked)
        + (not == 0 ? "" : ", " + GroupedNumber.of(not) + " could not be")
        + (drifted == 0 ? "; none drifted." : "; " + GroupedNumber.of(drifted) + " drifted.");
  }

  private static String inPart(long partial, long looked) {
    if (partial == 0) {
      return "";
    }
    return partial == looked
        ? " (only in part)"
        : " (" + GroupedNumber.of(partial) + " only in part)";
  }

  private static long count(Status status, List<ContainerReport> containers) {
    return containers.stream().filter(report -> report.status() == status).count();
  }
}
