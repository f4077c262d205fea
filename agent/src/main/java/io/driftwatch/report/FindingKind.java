package io.driftwatch.report;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;

/**
 * By what findings are counted.
 *
 * @param change how the path changed
 * @param severity how much that matters
 * @param disposition whether anyone said it is meant to be
 */
public record FindingKind(ChangeKind change, Severity severity, Disposition disposition) {

  /** The kind of a finding. */
  public static FindingKind of(Finding finding) {
    return new FindingKind(finding.change().kind(), finding.severity(), finding.disposition());
  }
}
