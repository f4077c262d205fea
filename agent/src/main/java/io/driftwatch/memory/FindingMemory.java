package io.driftwatch.memory;

import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.FindingKind;
import io.driftwatch.report.KnownFinding;
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

  private final Map<Key, Known> known = new LinkedHashMap<>();
  private final List<KnownFinding> worse = new ArrayList<>();
  private Counts counts = Counts.NONE;
  private int look;
  private long bytes;

  /** Nothing is known. */
  public FindingMemory() {}

  /** The same, for another look while an earlier one may not have ended. */
  public FindingMemory copy() {
    return new FindingMemory(stored());
  }

  /** What is known of volumes alone, which may outlive a container. */
  public FindingMemory inVolumes() {
    return new FindingMemory(
        stored().stream().filter(finding -> finding.known().inVolume()).toList());
  }

  /** What was known before the agent was started anew. */
  FindingMemory(Collection<StoredFinding> stored) {
    for (StoredFinding finding : stored) {
      add(new Key(finding.known().path(), finding.mount()), new Known(finding.known(), look));
    }
    counts = new Counts(kinds(known.values()), 0, 0, 0, 0);
  }

  /**
   * What is known of one path. A mount may hide a change, and a volume has paths of its own.
   *
   * @param mount whether it is about something that is mounted there, or in a volume
   */
  private record Key(FilePath path, boolean mount) {

    long bytes() {
      return FINDING_BYTES + path.length();
    }

    static Key of(Finding finding) {
      Set<Trait> traits = finding.traits();
      return new Key(
          finding.change().path(),
          traits.contains(Trait.UNDECLARED_MOUNT) || traits.contains(Trait.IN_VOLUME));
    }
  }

  private static final class Known {
    private KnownFinding finding;
    private int seenBy;

    Known(KnownFinding finding, int seenBy) {
      this.finding = finding;
      this.seenBy = seenBy;
    }
  }

  /** A look begins. */
  public synchronized void begin() {
    look++;
  }

  /** The look came by a finding. */
  public synchronized void found(Finding finding) {
    Known before = known.get(Key.of(finding));
    if (before == null) {
      return;
    }
    before.seenBy = look;
    if (before.finding.fingerprint() != Fingerprint.of(finding)) {
      KnownFinding now = known(finding, before.finding.firstSeen());
      if (!isMilder(now, before.finding)) {
        worse.add(now);
      }
      before.finding = now;
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

  /**
   * Takes in what a look reports, when it ended or so far.
   *
   * @param report what it found
   * @param at when
   */
  public synchronized Changes take(ContainerReport report, Instant at) {
    boolean wasTruncated = counts.allChanges() > known.size();
    List<KnownFinding> appeared = new ArrayList<>(worse);
    worse.clear();
    Set<Key> kept = new HashSet<>();
    report.findings().forEach(finding -> kept.add(Key.of(finding)));
    for (Finding finding : report.findings()) {
      Key key = Key.of(finding);
      if (!known.containsKey(key)) {
        makeRoom(key, kept);
        Known fresh = new Known(known(finding, at), look);
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
    return new Changes(appeared, resolved, merged);
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
  private void makeRoom(Key next, Set<Key> kept) {
    boolean removed = true;
    while (removed && (known.size() >= MAX_FINDINGS || bytes + next.bytes() > MAX_BYTES)) {
      removed = removeFirst(kept, true) || removeFirst(kept, false);
    }
  }

  private void add(Key key, Known finding) {
    if (known.put(key, finding) == null) {
      bytes += key.bytes();
    }
  }

  private boolean removeFirst(Set<Key> kept, boolean seen) {
    Iterator<Map.Entry<Key, Known>> all = known.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Key, Known> entry = all.next();
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
    for (Known entry : stale()) {
      if (report.sawAt(entry.finding.path())) {
        resolved.add(entry.finding);
      }
    }
    forget(resolved);
    return resolved;
  }

  /** Forgets findings, as those that could not be told of, which the next look then finds anew. */
  public synchronized void forget(Collection<KnownFinding> findings) {
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

  private List<Known> stale() {
    return known.values().stream().filter(entry -> entry.seenBy != look).toList();
  }

  private static Map<FindingKind, Long> kinds(Collection<Known> findings) {
    Map<FindingKind, Long> kinds = new HashMap<>();
    for (Known entry : findings) {
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

  /** What is known, to be kept over a restart. */
  synchronized List<StoredFinding> stored() {
    List<StoredFinding> stored = new ArrayList<>(known.size());
    known.forEach((key, entry) -> stored.add(new StoredFinding(entry.finding, key.mount())));
    return stored;
  }
}
