package io.driftwatch.report;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.judge.Severity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Exact numbers of one container, whatever of the details was kept.
 *
 * @param changes paths by kind of change
 * @param unexpected findings that nobody declared or allowed, by severity
 * @param touched files that were copied up and differ in nothing but perhaps times
 * @param mountpoints entries that the runtime made
 * @param unreadable paths that could not be looked at
 * @param writtenBytes disk taken by regular files in the upperdir
 */
public record Counts(
    Map<ChangeKind, Long> changes,
    Map<Severity, Long> unexpected,
    long touched,
    long mountpoints,
    long unreadable,
    long writtenBytes) {

  /** Nothing was seen. */
  public static final Counts NONE = new Counts(Map.of(), Map.of(), 0, 0, 0, 0);

  public Counts {
    changes = complete(ChangeKind.class, changes);
    unexpected = complete(Severity.class, unexpected);
  }

  private static <K extends Enum<K>> Map<K, Long> complete(Class<K> type, Map<K, Long> some) {
    Map<K, Long> all = new EnumMap<>(type);
    for (K key : type.getEnumConstants()) {
      all.put(key, some.getOrDefault(key, 0L));
    }
    return Collections.unmodifiableMap(all);
  }

  /** Paths that differ from the image, of any kind. */
  public long allChanges() {
    return changes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Unexpected findings as bad as this, or worse. */
  public long unexpectedAtLeast(Severity severity) {
    return unexpected.entrySet().stream()
        .filter(e -> e.getKey().isAtLeast(severity))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
