package io.driftwatch.report;

import io.driftwatch.container.Container;
import io.driftwatch.container.Rootfs;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a scan saw of one container.
 *
 * @param container which
 * @param rootfs its root, when that could be told
 * @param status how far it could be looked at
 * @param reason why not fully; empty when it was
 * @param errors paths that could not be looked at, as many as are kept
 * @param counts exact numbers
 * @param findings worst first, then by path, as many as are kept
 * @param writes where it wrote
 * @param declared what its specification has done to its files, and whether that was done
 * @param image what its image has
 */
public record ContainerReport(
    Container container,
    Optional<Rootfs> rootfs,
    Status status,
    Optional<Reason> reason,
    List<LookError> errors,
    Counts counts,
    List<Finding> findings,
    Writes writes,
    List<DeclarationResult> declared,
    ImageFacts image) {

  public ContainerReport {
    errors = List.copyOf(errors);
    findings = List.copyOf(findings);
    declared = List.copyOf(declared);
  }

  /** A report without facts about the image. */
  public ContainerReport(
      Container container,
      Optional<Rootfs> rootfs,
      Status status,
      Optional<Reason> reason,
      List<LookError> errors,
      Counts counts,
      List<Finding> findings,
      Writes writes,
      List<DeclarationResult> declared) {
    this(
        container,
        rootfs,
        status,
        reason,
        errors,
        counts,
        findings,
        writes,
        declared,
        ImageFacts.NONE);
  }

  /** A report without what only advice rests on. */
  public ContainerReport(
      Container container,
      Optional<Rootfs> rootfs,
      Status status,
      Optional<Reason> reason,
      List<LookError> errors,
      Counts counts,
      List<Finding> findings) {
    this(container, rootfs, status, reason, errors, counts, findings, Writes.NONE, List.of());
  }

  /** A container that was not looked into at all. */
  public static ContainerReport notLookedAt(
      Container container, Optional<Rootfs> rootfs, Status status, Reason reason) {
    return new ContainerReport(
        container, rootfs, status, Optional.of(reason), List.of(), Counts.NONE, List.of());
  }

  /** The same without details, which others remember, and with what earlier looks found. */
  public ContainerReport with(Counts all) {
    return new ContainerReport(
        container, rootfs, status, reason, List.of(), all, List.of(), writes, declared, image);
  }

  /** The same with facts about its image. */
  public ContainerReport with(ImageFacts facts) {
    return new ContainerReport(
        container, rootfs, status, reason, errors, counts, findings, writes, declared, facts);
  }

  /** The same with what became of declared commands. */
  public ContainerReport withDeclared(List<DeclarationResult> results) {
    return new ContainerReport(
        container, rootfs, status, reason, errors, counts, findings, writes, results, image);
  }

  /** The same with what an earlier look told of commands, where this one tells nothing. */
  public ContainerReport withEarlier(List<DeclarationResult> results) {
    if (isComplete()) {
      return this;
    }
    List<DeclarationResult> all = new ArrayList<>(declared);
    results.stream()
        .filter(earlier -> declared.stream().noneMatch(earlier::isOfSame))
        .forEach(all::add);
    return withDeclared(all);
  }

  /** Declared commands that did not do what they say. */
  public List<DeclarationResult> ineffective() {
    return declared.stream().filter(DeclarationResult::isFailure).toList();
  }

  /** Findings that were counted, but whose details were not kept. */
  public long omittedFindings() {
    return counts.allChanges() - findings.size();
  }

  /** Whether nothing of it was left out of the look. */
  public boolean isComplete() {
    return status == Status.SCANNED;
  }

  /** Whether anything of it was looked at. */
  public boolean wasLookedInto() {
    return status == Status.SCANNED || status == Status.PARTIAL;
  }

  /** Whether the root is read-only: as it was found, or else as the runtime was told. */
  public boolean hasReadOnlyRoot() {
    return rootfs.map(Rootfs::readOnly).orElse(container.readOnly());
  }

  /** Whether the look came by a path, so that what it did not find there is not there. */
  public boolean sawAt(FilePath path) {
    return switch (status) {
      case SCANNED -> true;
      case FAILED, UNOBSERVABLE -> false;
      case PARTIAL -> !endedEarly() && errors.stream().noneMatch(error -> error.covers(path));
    };
  }

  /** Whether the look left out more than the paths that its errors name. */
  public boolean endedEarly() {
    return status == Status.FAILED
        || status == Status.UNOBSERVABLE
        || counts.unreadable() > errors.size()
        || errors.stream().anyMatch(LookError::endsLook);
  }

  /** Whether anything unexpected of this severity or worse was found. */
  public boolean hasDrift(Severity atLeast) {
    return counts.unexpectedAtLeast(atLeast) > 0;
  }
}
