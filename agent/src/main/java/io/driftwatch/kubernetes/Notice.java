package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import java.util.List;

/**
 * What is to be told of a container.
 *
 * @param reason why
 * @param note the Event's text
 * @param findings all that it is about
 * @param criticals those of them that are critical
 */
record Notice(
    Container container,
    EventReason reason,
    String note,
    Fingerprints findings,
    Fingerprints criticals) {

  static Notice drifted(Container container, Counts counts, List<KnownFinding> worstFirst) {
    List<KnownFinding> criticals =
        worstFirst.stream().filter(finding -> finding.severity() == Severity.CRITICAL).toList();
    return new Notice(
        container,
        EventReason.DRIFTED,
        Note.drifted(container, counts, worstFirst),
        Fingerprints.of(worstFirst),
        Fingerprints.of(criticals));
  }

  static Notice ineffective(Container container, List<DeclarationResult> results) {
    return new Notice(
        container,
        EventReason.INEFFECTIVE,
        Note.ineffective(container, results),
        Fingerprints.NONE,
        Fingerprints.NONE);
  }

  static Notice notObservable(Container container, Reason reason) {
    return new Notice(
        container,
        EventReason.NOT_OBSERVABLE,
        Note.notObservable(container, reason),
        Fingerprints.NONE,
        Fingerprints.NONE);
  }
}
