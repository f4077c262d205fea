package io.driftwatch.report;

import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import java.util.Set;

/** Makes findings for reports. */
final class FindingBuilder {

  private FindingBuilder() {}

  static Finding of(ChangeKind kind, Severity severity, String path) {
    return of(kind, severity, Disposition.UNEXPECTED, path);
  }

  static Finding of(ChangeKind kind, Severity severity, Disposition disposition, String path) {
    return new Finding(
        ChangeBuilder.of(kind, path).build(), severity, disposition, "rule", Set.of());
  }

  static Finding of(ChangeKind kind, Severity severity, FilePath path) {
    return new Finding(
        ChangeBuilder.of(kind, "/").path(path).build(),
        severity,
        Disposition.UNEXPECTED,
        "rule",
        Set.of());
  }
}
