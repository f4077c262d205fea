package io.driftwatch.report;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a finding from one look to the next.
 *
 * @param path where, in the container
 * @param change how it changed
 * @param severity how much that matters
 * @param disposition whether anyone said it is meant to be
 * @param rule name of the rule that gave the severity
 * @param techniques of MITRE ATT&amp;CK that the rule stands for
 * @param inVolume whether it is about a volume, which a read-only root does not close
 * @param digest of what is there now, where it is known
 * @param fingerprint of all that makes it this finding, and not another one of the same path
 * @param firstSeen by which look, in whole seconds
 */
public record KnownFinding(
    FilePath path,
    ChangeKind change,
    Severity severity,
    Disposition disposition,
    String rule,
    List<String> techniques,
    boolean inVolume,
    Optional<Digest> digest,
    long fingerprint,
    Instant firstSeen) {

  /** Worst first, then by the path's bytes. */
  public static final Comparator<KnownFinding> WORST_FIRST =
      Comparator.comparing(KnownFinding::severity).thenComparing(KnownFinding::path);
}
