package io.driftwatch.report;

import io.driftwatch.container.Container;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what a scan sees of one container: exact counts, and details up to a limit. */
public final class ReportBuilder {

  private final KeptFindings findings;
  private final WritesBuilder writes;
  private final KeptErrors errors = new KeptErrors();
  private final Map<FindingKind, Long> counts = new HashMap<>();
  private final Map<String, Long> ruleMatches = new HashMap<>();
  private long touched;
  private long mountpoints;
  private long unreadable;
  private long writtenBytes;

  /** A report of nothing as yet. */
  public ReportBuilder(ReportLimits limits) {
    this(limits, new WritesBuilder());
  }

  /**
   * A report of nothing as yet.
   *
   * @param writes where the container wrote
   */
  public ReportBuilder(ReportLimits limits, WritesBuilder writes) {
    this.writes = writes;
    findings = new KeptFindings(limits.findings(), limits.bytes());
  }

  /** Where the container wrote. */
  public WritesBuilder writes() {
    return writes;
  }

  /** A change and what policy says of it. */
  public void finding(Finding finding) {
    counts.merge(FindingKind.of(finding), 1L, Long::sum);
    ruleMatches.merge(finding.rule(), 1L, Long::sum);
    finding
        .excuse()
        .filter(excuse -> excuse.kind() == Disposition.ALLOWED)
        .ifPresent(excuse -> ruleMatches.merge(excuse.source(), 1L, Long::sum));
    findings.add(finding);
  }

  /** A file that was copied up and differs in nothing. */
  public void touched() {
    touched++;
  }

  /** An entry that the runtime made. */
  public void mountpoint() {
    mountpoints++;
  }

  /** A regular file in the upperdir; each of its hard links carries its part of the bytes. */
  public void written(FileStat file) {
    writtenBytes += file.bytesOfLink();
  }

  /** A path that could not be looked at. */
  public void cannotLook(FilePath path, Reason reason) {
    unreadable++;
    errors.add(new LookError(path, reason));
  }

  /** What would be reported if the look ended now, for a reason that ends looks. */
  public ContainerReport buildUnfinished(Container container, Rootfs rootfs, Reason why) {
    List<LookError> all = new ArrayList<>(errors.byPath());
    all.add(0, new LookError(FilePath.ROOT, why));
    return build(container, rootfs, all, unreadable + 1);
  }

  /** The report of the container, complete unless something could not be looked at. */
  public ContainerReport build(Container container, Rootfs rootfs) {
    return build(container, rootfs, errors.byPath(), unreadable);
  }

  private ContainerReport build(
      Container container, Rootfs rootfs, List<LookError> all, long allUnreadable) {
    Writes wrote = writes.build();
    Optional<Reason> reason = all.stream().map(LookError::reason).findFirst();
    return new ContainerReport(
        container,
        Optional.of(rootfs),
        reason.isPresent() ? Status.PARTIAL : Status.SCANNED,
        reason,
        all,
        new Counts(counts, touched, mountpoints, allUnreadable, writtenBytes, ruleMatches),
        findings.worstFirst(),
        wrote,
        List.of());
  }
}
