package io.driftwatch.report;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the containers of one image in one workload wrote, over all replicas on the node and all
 * the time that they were watched.
 *
 * @param since when the first of them started that was looked at
 * @param until when the latest look at one of them began that left nothing out; {@code since} when
 *     there was none
 * @param pods UIDs of the pods, or ids of containers that are no pod's, as many as are kept
 * @param starts how many containers were looked at
 * @param partial whether the latest look at some container left something out, so that there may be
 *     more
 * @param writes where they wrote, with the largest numbers seen
 * @param seen short ids of the containers that {@code starts} counts, the latest 256, and whether
 *     the latest look at each left nothing out
 */
public record WriteProfile(
    Instant since,
    Instant until,
    Set<String> pods,
    int starts,
    boolean partial,
    Writes writes,
    List<SeenContainer> seen) {

  private static final int MAX_PODS = 64;

  /** More containers of one workload run on no node at a time. */
  private static final int MAX_SEEN = 256;

  /**
   * A container that was looked at.
   *
   * @param id the beginning of its id
   * @param complete whether the latest look at it left nothing out
   */
  public record SeenContainer(String id, boolean complete) {}

  public WriteProfile {
    pods = Collections.unmodifiableSet(new LinkedHashSet<>(pods));
    seen = List.copyOf(seen);
  }

  /** A profile that no more looks are added to. */
  public WriteProfile(
      Instant since, Instant until, Set<String> pods, int starts, boolean partial, Writes writes) {
    this(since, until, pods, starts, partial, writes, List.of());
  }

  /**
   * What one look says.
   *
   * @param report of a container that was looked into
   * @param at when the look began
   */
  public static WriteProfile start(ContainerReport report, Instant at) {
    Instant since = report.container().startedAt();
    return new WriteProfile(since, since, Set.of(), 0, false, Writes.NONE).plus(report, at);
  }

  /**
   * The same with what another look says.
   *
   * @param report of a container that was looked into
   * @param at when the look began
   */
  public WriteProfile plus(ContainerReport report, Instant at) {
    Container container = report.container();
    Map<String, Boolean> known = known();
    boolean counted = known.remove(container.shortId()) != null;
    known.put(container.shortId(), report.isComplete());
    Instant began = container.startedAt();
    return new WriteProfile(
        began.isBefore(since) ? began : since,
        report.isComplete() && at.isAfter(until) ? at : until,
        podsWith(container),
        counted ? starts : starts + 1,
        known.containsValue(false) || (partial && seen.isEmpty()),
        writes.max(report.writes()),
        latest(known));
  }

  private Map<String, Boolean> known() {
    Map<String, Boolean> known = new LinkedHashMap<>();
    seen.forEach(container -> known.put(container.id(), container.complete()));
    return known;
  }

  private static List<SeenContainer> latest(Map<String, Boolean> known) {
    return known.entrySet().stream()
        .skip(Math.max(0, known.size() - MAX_SEEN))
        .map(entry -> new SeenContainer(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Set<String> podsWith(Container container) {
    String pod = container.pod().map(Pod::uid).orElse(container.id());
    if (pods.contains(pod)) {
      return pods;
    }
    Set<String> all = new LinkedHashSet<>(pods);
    if (all.size() >= MAX_PODS) {
      all.remove(all.iterator().next());
    }
    all.add(pod);
    return all;
  }

  /** Whether a container is among the latest that were looked at. */
  public boolean hasSeen(Container container) {
    return seen.stream().anyMatch(each -> each.id().equals(container.shortId()));
  }

  /** Whether it has more than the other but for times and a little more of the same. */
  public boolean saysMoreThan(WriteProfile other) {
    return starts != other.starts || !writes.sameAs(other.writes);
  }
}
