package io.driftwatch.kubernetes;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.Counts;
import io.driftwatch.report.FindingKind;
import io.driftwatch.report.KnownFinding;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes containers and what is known of their drift. */
final class Drifts {

  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private Drifts() {}

  static Container container(String id, String name, Pod pod) {
    return new Container(
        id,
        name,
        ContainerRuntime.CONTAINERD,
        4711,
        NOW,
        Optional.ofNullable(pod),
        Image.UNKNOWN,
        false);
  }

  static KnownFinding critical(String path) {
    return finding(Severity.CRITICAL, FilePath.of(path), Optional.empty());
  }

  static KnownFinding warning(String path) {
    return finding(Severity.WARNING, FilePath.of(path), Optional.empty());
  }

  static KnownFinding finding(Severity severity, FilePath path, Optional<Digest> digest) {
    return new KnownFinding(
        path,
        ChangeKind.ADDED,
        severity,
        Disposition.UNEXPECTED,
        "rule",
        List.of(),
        false,
        digest,
        31L * path.hashCode() + severity.id().length(),
        NOW);
  }

  static Counts counts(List<KnownFinding> findings) {
    Map<FindingKind, Long> counts = new HashMap<>();
    for (KnownFinding finding : findings) {
      counts.merge(
          new FindingKind(finding.change(), finding.severity(), finding.disposition()),
          1L,
          Long::sum);
    }
    return new Counts(counts, 0, 0, 0, 0);
  }
}
