package io.driftwatch.report;

import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Excuse;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import java.util.Optional;
import java.util.Set;

/** Makes findings for reports. */
public final class FindingBuilder {

  private FindingBuilder() {}

  public static Finding of(ChangeKind kind, Severity severity, String path) {
    return of(kind, severity, Disposition.UNEXPECTED, path);
  }

  public static Finding of(
      ChangeKind kind, Severity severity, Disposition disposition, String path) {
    return new Finding(
        ChangeBuilder.of(kind, path).build(), severity, "rule", Set.of(), excuse(disposition));
  }

  public static Finding of(ChangeKind kind, Severity severity, FilePath path) {
    return new Finding(
        ChangeBuilder.of(kind, "/").path(path).build(),
        severity,
        "rule",
        Set.of(),
        Optional.empty());
  }

  private static Optional<Excuse> excuse(Disposition disposition) {
    return disposition == Disposition.UNEXPECTED
        ? Optional.empty()
        : Optional.of(new Excuse(disposition, "somewhere", null, null, null));
  }
}
