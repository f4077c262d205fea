package io.driftwatch.advise;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.LookError;
import io.driftwatch.report.Status;
import io.driftwatch.report.WriteProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says how far a container is from being immutable, and what it takes. */
public final class Adviser {

  /** For how long a container is watched, by default, before nothing seen means nothing done. */
  public static final Duration MIN_WATCHED = Duration.ofMinutes(1);

  private static final int MAX_UNSEEN = 5;

  private final ContainerReport report;
  private final WriteProfile profile;
  private final Instant lookedAt;
  private final Duration minWatched;

  private Adviser(
      ContainerReport report, WriteProfile profile, Instant lookedAt, Duration minWatched) {
    this.report = report;
    this.profile = profile;
    this.lookedAt = lookedAt;
    this.minWatched = minWatched;
  }

  /**
   * Advice about a container.
   *
   * @param report of the latest look at it
   * @param profile where it and its like wrote, that look included
   * @param lookedAt when that look began
   * @param remembered whether the profile is more than that look
   * @param minWatched for how long they must have been watched
   */
  public static Advice advise(
      ContainerReport report,
      WriteProfile profile,
      Instant lookedAt,
      boolean remembered,
      Duration minWatched) {
    return new Adviser(report, profile, lookedAt, minWatched).advise(remembered);
  }

  /** No more than how far it is. */
  public static Immutability verdict(
      ContainerReport report, WriteProfile profile, Instant lookedAt, Duration minWatched) {
    Adviser adviser = new Adviser(report, profile, lookedAt, minWatched);
    return adviser.verdict(adviser.plan()).immutability();
  }

  private Advice advise(boolean remembered) {
    MountPlan plan = plan();
    Verdict verdict = verdict(plan);
    return new Advice(
        report.container(),
        verdict.immutability(),
        verdict.reasons(),
        plan.mounts(),
        plan.obstacles(),
        Cautions.of(report, plan),
        Weaknesses.of(report),
        basis(remembered),
        report.image());
  }

  /** What is certain comes before what is not known yet. */
  private Verdict verdict(MountPlan plan) {
    List<Finding> drift = isReadOnly() ? driftOfRoot() : List.of();
    if (!drift.isEmpty()) {
      return Verdict.of(Immutability.NOT_READY, drifted(drift));
    }
    if (!plan.obstacles().isEmpty()) {
      return Verdict.of(Immutability.NOT_READY);
    }
    Optional<String> unknown = whyUnknown();
    if (unknown.isPresent()) {
      return Verdict.of(Immutability.UNKNOWN, unknown.get());
    }
    if (isReadOnly()) {
      return Verdict.of(Immutability.ENFORCED);
    }
    return Verdict.of(
        plan.mounts().isEmpty() ? Immutability.READY : Immutability.READY_WITH_MOUNTS);
  }

  /** What a root takes that is not read-only as yet. */
  private MountPlan plan() {
    if (isReadOnly()) {
      return MountPlan.NONE;
    }
    MountPlan places = MountPlan.of(profile.writes(), mounted(), report.image(), canCopy());
    List<Obstacle> obstacles = new ArrayList<>(Declared.obstacles(report));
    places.obstacles().stream()
        .filter(obstacle -> obstacles.isEmpty() || !Declared.explains(report, obstacle))
        .forEach(obstacles::add);
    return new MountPlan(places.mounts(), obstacles);
  }

  private Set<FilePath> mounted() {
    return report.container().spec().map(ContainerSpec::mountPaths).orElse(List.of()).stream()
        .map(path -> FilePath.of(path).normalized())
        .collect(Collectors.toSet());
  }

  /** A new volume gets a copy of the image's files from docker and podman themselves. */
  private boolean canCopy() {
    Container container = report.container();
    boolean byProgram =
        report.image().copy().isPresent()
            && (container.spec().isPresent() || container.image().reference() != null);
    return byProgram || ContainerOptions.areKnownTo(container);
  }

  private boolean isReadOnly() {
    return report.hasReadOnlyRoot();
  }

  private List<Finding> driftOfRoot() {
    return report.findings().stream()
        .filter(finding -> finding.disposition() == Disposition.UNEXPECTED)
        .filter(finding -> !finding.isInVolume())
        .toList();
  }

  private String drifted(List<Finding> drift) {
    long omitted = report.omittedFindings();
    return String.format(
        Locale.ROOT,
        "drifted under its read-only root: %,d%s path%s, such as %s",
        drift.size(),
        omitted > 0 ? " or more" : "",
        drift.size() == 1 && omitted == 0 ? "" : "s",
        drift.get(0).change().path());
  }

  private Optional<String> whyUnknown() {
    if (!report.sawAt(FilePath.ROOT)) {
      String reason = report.reason().map(Reason::text).orElse("the reason is unknown");
      boolean isPart = report.status() == Status.PARTIAL;
      return Optional.of((isPart ? "not all of it was seen: " : "cannot be looked at: ") + reason);
    }
    boolean isOmitted =
        isReadOnly()
            && report.omittedFindings() > 0
            && report.counts().unexpectedAtLeast(Severity.INFO) > 0;
    if (isOmitted) {
      return Optional.of("more was found than is kept");
    }
    if (!isReadOnly() && watched().compareTo(minWatched) < 0) {
      return Optional.of(
          "watched for %s, which is less than %s"
              .formatted(Span.text(watched()), Span.text(minWatched)));
    }
    return Optional.empty();
  }

  private Duration watched() {
    return Duration.between(profile.since(), lookedAt);
  }

  private Basis basis(boolean remembered) {
    return new Basis(
        profile.since(), watched(), profile.starts(), profile.pods().size(), remembered, unseen());
  }

  private List<String> unseen() {
    List<String> unseen = new ArrayList<>();
    for (LookError error : report.errors().stream().limit(MAX_UNSEEN).toList()) {
      unseen.add(error.path() + ": " + error.reason().text());
    }
    long more = report.counts().unreadable() - unseen.size();
    if (more > 0) {
      unseen.add(String.format(Locale.ROOT, "%,d more paths", more));
    }
    if (profile.partial() && report.isComplete()) {
      unseen.add("an earlier look left something out");
    }
    return unseen;
  }
}
