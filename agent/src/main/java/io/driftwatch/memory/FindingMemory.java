package io.driftwatch.memory;

import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.FindingKind;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.StoredFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The findings of one container that are known, in bounded memory. A finding goes away when a look
 * came by its path and found it gone, and not when a look ended early; so a look marks what it
 * comes by, whether or not its report keeps the details.
 */
public final class FindingMemory {

  /** Twice what a report of the agent's keeps, so that a report always finds room. */
  static final int MAX_FINDINGS = 2_000;

  /** As many bytes, since a path may have a quarter of a megabyte; likewise twice a report's. */
  static final long MAX_BYTES = 2L << 20;

  /** Rough size of a finding without its path. */
  private static final long FINDING_BYTES = 512;

  private final Map<FindingKey, KnownPath> known = new LinkedHashMap<>();
  private Counts counts = Counts.NONE;
  private int look;
  private Optional<String> policy = Optional.empty();
  private long bytes;

  /** Nothing is known. */
  public FindingMemory() {}

  /** The same, for another look while an earlier one may not have ended. */
  public FindingMemory copy() {
    return new FindingMemory(stored(), judgedBy());
  }

  /** What is known of volumes alone, which may outlive a container. */
  public FindingMemory inVolumes() {
    return new FindingMemory(
        stored().stream().filter(finding -> finding.known().inVolume()).toList(), judgedBy());
  }

  /**
   * What was known before the agent was started anew.
   *
   * @param judgedBy the policy that judged all of it, where that is known
   */
  FindingMemory(Collection<StoredFinding> stored, Optional<String> judgedBy) {
    policy = judgedBy;
    for (StoredFinding finding : stored) {
      add(new FindingKey(finding.known().path(), finding.mount()), new KnownPath(finding.known()));
    }
    counts = new Counts(kinds(known.values()), 0, 0, 0, 0);
  }

  /**
   * What is known of one path. A mount may hide a change, and a volume has paths of its own.
   *
   * @param mount whether it is about something that is mounted there, or in a volume
   */
  private record FindingKey(FilePath path, boolean mount) {

    long bytes() {
      return FINDING_BYTES + path.length();
    }

    static FindingKey of(Finding finding) {
      Set<Trait> traits = finding.traits();
      return new FindingKey(
          finding.change().path(),
          traits.contains(Trait.UNDECLARED_MOUNT) || traits.contains(Trait.IN_VOLUME));
    }
  }

  private final class KnownPath {
    private KnownFinding finding;
    private Optional<String> judgedBy = policy;
    private int seenBy = look;

    /** As the look has it that goes on, where that is another; it counts when the look is told. */
    private Optional<KnownFinding> next = Optional.empty();

    private boolean isJudgedAnew;

    /** As people know it, while it is not sure that they are told of what it is now. */
    private Optional<KnownFinding> told = Optional.empty();

    KnownPath(KnownFinding finding) {
      this.finding = finding;
    }
  }

  /**
   * A look begins.
   *
   * @param by the policy that judges what it finds
   */
  public synchronized void begin(String by) {
    look++;
    policy = Optional.of(by);
  }

  /** The look came by a finding. */
  public synchronized void found(Finding finding) {
    KnownPath before = known.get(FindingKey.of(finding));
    if (before == null) {
      return;
    }
    before.seenBy = look;
    before.next = Optional.empty();
    if (before.finding.fingerprint() != Fingerprint.of(finding)) {
      before.next = Optional.of(known(finding, before.finding.firstSeen()));
      before.isJudgedAnew =
          !before.judgedBy.equals(policy) && Fingerprint.isJudgedAnew(finding, before.finding);
    } else if (!before.finding.techniques().equals(finding.techniques())) {
      before.finding = known(finding, before.finding.firstSeen());
    }
  }

  /** A change of policy that excuses a finding, or makes less of it, is nothing to be told. */
  private static boolean isMilder(KnownFinding now, KnownFinding before) {
    boolean excused =
        now.disposition() != Disposition.UNEXPECTED
            && before.disposition() == Disposition.UNEXPECTED;
    return excused || now.severity().compareTo(before.severity()) > 0;
  }

  private static boolean isWorse(KnownFinding now, KnownFinding before) {
    return !isMilder(now, before) && isMilder(before, now);
  }

  /**
   * Takes in what a look reports, when it ended or so far.
   *
   * @param report what it found
   * @param at when
   */
  public synchronized Changes take(ContainerReport report, Instant at) {
    boolean wasTruncated = counts.allChanges() > known.size();
    List<KnownFinding> appeared = new ArrayList<>();
    List<KnownFinding> rejudged = new ArrayList<>();
    boolean byOtherRules = takeNext(appeared, rejudged);
    Set<FindingKey> kept = new HashSet<>();
    report.findings().forEach(finding -> kept.add(FindingKey.of(finding)));
    for (Finding finding : report.findings()) {
      FindingKey key = FindingKey.of(finding);
      if (!known.containsKey(key)) {
        makeRoom(key, kept);
        KnownPath fresh = new KnownPath(known(finding, at));
        add(key, fresh);
        appeared.add(fresh.finding);
      }
    }
    List<KnownFinding> resolved = removeResolved(report);
    Counts merged = report.counts().plus(kinds(stale()));
    if (report.endedEarly()) {
      merged = wasTruncated ? merged.max(counts) : merged.maxOfSizes(counts);
    }
    counts = merged;
    return new Changes(appeared, rejudged, resolved, merged, byOtherRules);
  }

  /** What the look found of what was known; whether other rules judged any of it. */
  private boolean takeNext(List<KnownFinding> appeared, List<KnownFinding> rejudged) {
    boolean byOtherRules = false;
    for (KnownPath each : known.values()) {
      each.told = Optional.empty();
      if (each.seenBy == look) {
        byOtherRules |= !each.judgedBy.equals(policy);
        each.judgedBy = policy;
        each.next.ifPresent(now -> takeNext(each, now, each.isJudgedAnew ? rejudged : appeared));
        each.next = Optional.empty();
      }
    }
    return byOtherRules;
  }

  private static void takeNext(KnownPath each, KnownFinding now, List<KnownFinding> news) {
    boolean tells = each.isJudgedAnew ? isWorse(now, each.finding) : !isMilder(now, each.finding);
    if (tells) {
      each.told = Optional.of(each.finding);
      news.add(now);
    }
    each.finding = now;
  }

  private static KnownFinding known(Finding finding, Instant firstSeen) {
    return new KnownFinding(
        finding.change().path(),
        finding.change().kind(),
        finding.severity(),
        finding.disposition(),
        finding.rule(),
        finding.techniques(),
        finding.isInVolume(),
        finding.change().now().flatMap(side -> side.digest()),
        Fingerprint.of(finding),
        Instant.ofEpochSecond(firstSeen.getEpochSecond()));
  }

  /** What is there but not worth its details goes first, then what no look comes by any more. */
  private void makeRoom(FindingKey next, Set<FindingKey> kept) {
    boolean removed = true;
    while (removed && (known.size() >= MAX_FINDINGS || bytes + next.bytes() > MAX_BYTES)) {
      removed = removeFirst(kept, true) || removeFirst(kept, false);
    }
  }

  private void add(FindingKey key, KnownPath finding) {
    if (known.put(key, finding) == null) {
      bytes += key.bytes();
    }
  }

  private boolean removeFirst(Set<FindingKey> kept, boolean seen) {
    Iterator<Map.Entry<FindingKey, KnownPath>> all = known.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<FindingKey, KnownPath> entry = all.next();
      if (!kept.contains(entry.getKey()) && (entry.getValue().seenBy == look) == seen) {
        all.remove();
        bytes -= entry.getKey().bytes();
        return true;
      }
    }
    return false;
  }

  private List<KnownFinding> removeResolved(ContainerReport report) {
    List<KnownFinding> resolved = new ArrayList<>();
    for (KnownPath entry : stale()) {
      if (report.sawAt(entry.finding.path())) {
        resolved.add(entry.finding);
      }
    }
    removeAll(resolved);
    return resolved;
  }

  /** Findings that could not be told of are as they were before, for the next look to find anew. */
  public synchronized void notTold(Collection<KnownFinding> findings) {
    Set<KnownFinding> all = new HashSet<>(findings);
    List<KnownFinding> untold = new ArrayList<>();
    for (KnownPath each : known.values()) {
      if (all.contains(each.finding)) {
        each.told.ifPresentOrElse(told -> each.finding = told, () -> untold.add(each.finding));
      }
    }
    removeAll(untold);
  }

  private void removeAll(Collection<KnownFinding> findings) {
    Set<KnownFinding> all = new HashSet<>(findings);
    known
        .entrySet()
        .removeIf(
            entry -> {
              boolean removed = all.contains(entry.getValue().finding);
              bytes -= removed ? entry.getKey().bytes() : 0;
              return removed;
            });
  }

  private List<KnownPath> stale() {
    return known.values().stream().filter(entry -> entry.seenBy != look).toList();
  }

  private static Map<FindingKind, Long> kinds(Collection<KnownPath> findings) {
    Map<FindingKind, Long> kinds = new HashMap<>();
    for (KnownPath entry : findings) {
      KnownFinding f = entry.finding;
      kinds.merge(new FindingKind(f.change(), f.severity(), f.disposition()), 1L, Long::sum);
    }
    return kinds;
  }

  /** When the oldest was first seen of what is unexpected and at least that severe. */
  public synchronized Optional<Instant> driftedSince(Severity atLeast) {
    return known.values().stream()
        .map(entry -> entry.finding)
        .filter(finding -> finding.disposition() == Disposition.UNEXPECTED)
        .filter(finding -> finding.severity().isAtLeast(atLeast))
        .map(KnownFinding::firstSeen)
        .min(Comparator.naturalOrder());
  }

  /** What is known, in no particular order. */
  public synchronized List<KnownFinding> findings() {
    return known.values().stream().map(entry -> entry.finding).toList();
  }

  /** The policy that judged all that is known; empty when it is not known, or several did. */
  public synchronized Optional<String> judgedBy() {
    Set<Optional<String>> all =
        known.values().stream().map(each -> each.judgedBy).collect(Collectors.toSet());
    return all.size() == 1 ? all.iterator().next() : Optional.empty();
  }

  /** What is known, to be kept over a restart. */
  public synchronized List<StoredFinding> stored() {
    List<StoredFinding> stored = new ArrayList<>(known.size());
    known.forEach((key, entry) -> stored.add(new StoredFinding(entry.finding, key.mount())));
    return stored;
  }
}
