package io.driftwatch.judge;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Changes that somebody answers for. A list that is empty is met by everything.
 *
 * @param name what findings and metrics call it
 * @param containers in which containers
 * @param path patterns, one of which the path fits
 * @param change kinds of change
 * @param owner who answers for it
 * @param reason why
 * @param until when it ends, if ever
 */
public record AllowEntry(
    String name,
    ContainerMatch containers,
    List<Glob> path,
    List<String> change,
    String owner,
    String reason,
    Optional<Until> until) {

  /**
   * An entry.
   *
   * @throws IllegalArgumentException when it would allow everything everywhere, or has an unknown
   *     kind of change
   */
  public AllowEntry {
    path = List.copyOf(path);
    change = List.copyOf(change);
    change.forEach(Rule::requireChange);
    boolean everyPath = path.isEmpty() || path.stream().anyMatch(Glob::isVague);
    if (everyPath && !containers.narrows()) {
      throw new IllegalArgumentException(
          "this allows everything everywhere; name a namespace, podLabels, image, container or"
              + " path with more than wildcards in it");
    }
  }

  /** Whether it says anything of a container at a time. */
  boolean isFor(Container container, Instant at) {
    return containers.matches(container) && until.map(end -> at.isBefore(end.end())).orElse(true);
  }

  boolean matches(Change candidate) {
    return isMeant(candidate.kind())
        && (path.isEmpty() || path.stream().anyMatch(glob -> glob.matches(candidate.path())));
  }

  /** A mount hides what lies under it, so it is not enough that it lies somewhere below. */
  boolean matchesMount(Change mount) {
    return isMeant(mount.kind())
        && path.stream().anyMatch(glob -> glob.namesItsPlace() && glob.matches(mount.path()));
  }

  private boolean isMeant(ChangeKind kind) {
    return change.isEmpty() || change.contains(kind.id());
  }

  Excuse excuse() {
    return new Excuse(
        Disposition.ALLOWED, name, owner, reason, until.map(Until::text).orElse(null));
  }
}
