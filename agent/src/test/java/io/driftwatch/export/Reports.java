package io.driftwatch.export;

import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Excuse;
import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.FindingKind;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleReport;
import io.driftwatch.testing.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports of one container for the tests of this package. */
final class Reports {
  private Reports() {}

  /** A container called c, in which something happened. */
  static ContainerReport of(Consumer<SampleReport> what) {
    return named("c", what);
  }

  static ContainerReport named(String name, Consumer<SampleReport> what) {
    SampleReport report = Samples.report(Samples.docker(name, "image:1"));
    what.accept(report);
    return report.build();
  }

  /** One warning that was kept, and so many that were only counted. */
  static ContainerReport withOmitted(long omitted) {
    ContainerReport kept = of(r -> r.added("/a", SampleFile.text("")));
    FindingKind kind = FindingKind.of(kept.findings().get(0));
    Counts counts = new Counts(Map.of(kind, 1 + omitted), 0, 0, 0, 0);
    return with(kept, counts, kept.findings());
  }

  /** The same with every finding excused. */
  static ContainerReport excused(ContainerReport report, Disposition by) {
    Counts c = report.counts();
    Map<FindingKind, Long> kinds = new HashMap<>();
    c.findings()
        .forEach(
            (k, n) -> kinds.merge(new FindingKind(k.change(), k.severity(), by), n, Long::sum));
    Counts counts =
        new Counts(kinds, c.touched(), c.mountpoints(), c.unreadable(), c.writtenBytes());
    Optional<Excuse> excuse = Optional.of(new Excuse(by, "somewhere", null, null, null));
    List<Finding> findings =
        report.findings().stream()
            .map(f -> new Finding(f.change(), f.severity(), f.rule(), f.traits(), excuse))
            .toList();
    return with(report, counts, findings);
  }

  private static ContainerReport with(ContainerReport r, Counts counts, List<Finding> findings) {
    return new ContainerReport(
        r.container(), r.rootfs(), r.status(), r.reason(), r.errors(), counts, findings);
  }
}
