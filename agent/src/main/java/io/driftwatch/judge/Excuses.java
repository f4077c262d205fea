package io.driftwatch.judge;

import io.driftwatch.compare.Change;
import java.util.List;
import java.util.Optional;

/**
 * What is allowed in one container.
 *
 * @param entries of the configuration, in order, that are for it
 * @param annotation of its pod
 */
record Excuses(List<AllowEntry> entries, AllowAnnotation annotation) {

  static final Excuses NONE = new Excuses(List.of(), AllowAnnotation.NONE);

  Excuses {
    entries = List.copyOf(entries);
  }

  /** Who said that a change is meant to be. */
  Optional<Excuse> ofChange(Change change, Severity severity) {
    return entries.stream()
        .filter(entry -> entry.matches(change))
        .findFirst()
        .map(AllowEntry::excuse)
        .or(() -> annotation.excuse(change, severity));
  }

  /** Who said that an undeclared mount is meant to be; an annotation cannot. */
  Optional<Excuse> ofMount(Change mount) {
    return entries.stream()
        .filter(entry -> entry.matchesMount(mount))
        .findFirst()
        .map(AllowEntry::excuse);
  }
}
