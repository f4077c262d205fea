package io.driftwatch.report;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * Exact numbers of one container, whatever of the details was kept.
 *
 * @param findings how many there are of each kind; only kinds that there are
 * @param touched files that were copied up and differ in nothing but perhaps times
 * @param mountpoints entries that the runtime made
 * @param unreadable paths that could not be looked at
 * @param writtenBytes disk taken by regular files in the upperdir
 * @param ruleMatches findings that a rule decided, and findings that an allow entry or the pod's
 *     annotation excused, by its name; only names that there are
 */
public record Counts(
    Map<FindingKind, Long> findings,
    long touched,
    long mountpoints,
    long unreadable,
    long writtenBytes,
    Map<String, Long> ruleMatches) {

  /** Nothing was seen. */
  public static final Counts NONE = new Counts(Map.of(), 0, 0, 0, 0, Map.of());

  public Counts {
    findings = Map.copyOf(findings);
    ruleMatches = Map.copyOf(ruleMatches);
  }

  /** Numbers of which nobody asks what rule decided. */
  public Counts(
      Map<FindingKind, Long> findings,
      long touched,
      long mountpoints,
      long unreadable,
      long writtenBytes) {
    this(findings, touched, mountpoints, unreadable, writtenBytes, Map.of());
  }

  /** Paths that differ from the image, of any kind. */
  public long allChanges() {
    return sum(kind -> true);
  }

  /** Paths that differ in one way. */
  public long changes(ChangeKind change) {
    return sum(kind -> kind.change() == change);
  }

  /** Findings of a severity that nobody declared or allowed. */
  public long unexpected(Severity severity) {
    return sum(kind -> isUnexpected(kind) && kind.severity() == severity);
  }

  /** Unexpected findings as bad as this, or worse. */
  public long unexpectedAtLeast(Severity severity) {
    return sum(kind -> isUnexpected(kind) && kind.severity().isAtLeast(severity));
  }

  /** These and more findings. */
  public Counts plus(Map<FindingKind, Long> more) {
    return with(Long::sum, more);
  }

  /** The larger number of each. */
  public Counts max(Counts other) {
    return with(Math::max, other.findings).maxOfSizes(other);
  }

  /** These findings, with the larger number of all that is no finding. */
  public Counts maxOfSizes(Counts other) {
    Map<String, Long> rules = new HashMap<>(ruleMatches);
    other.ruleMatches.forEach((rule, number) -> rules.merge(rule, number, Math::max));
    return new Counts(
        findings,
        Math.max(touched, other.touched),
        Math.max(mountpoints, other.mountpoints),
        unreadable,
        Math.max(writtenBytes, other.writtenBytes),
        rules);
  }

  private Counts with(BinaryOperator<Long> join, Map<FindingKind, Long> others) {
    Map<FindingKind, Long> all = new HashMap<>(findings);
    others.forEach((kind, number) -> all.merge(kind, number, join));
    return new Counts(all, touched, mountpoints, unreadable, writtenBytes, ruleMatches);
  }

  private static boolean isUnexpected(FindingKind kind) {
    return kind.disposition() == Disposition.UNEXPECTED;
  }

  private long sum(Predicate<FindingKind> which) {
    return findings.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
