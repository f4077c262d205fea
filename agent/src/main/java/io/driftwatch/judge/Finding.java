package io.driftwatch.judge;

import io.driftwatch.compare.Change;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change with what policy says of it.
 *
 * @param change the fact
 * @param severity how much it matters
 * @param rule name of the rule that gave the severity
 * @param techniques of MITRE ATT&amp;CK that the rule stands for
 * @param traits what rules and people go by
 * @param excuse who said that it is meant to be; empty when it is unexpected
 */
public record Finding(
    Change change,
    Severity severity,
    String rule,
    List<String> techniques,
    Set<Trait> traits,
    Optional<Excuse> excuse) {

  /** Worst first, then by the path's bytes. */
  public static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparing((one, other) -> one.change().path().compareTo(other.change().path()));

  public Finding {
    techniques = List.copyOf(techniques);
    traits = Set.copyOf(traits);
  }

  /** A finding of a rule that stands for no technique. */
  public Finding(
      Change change, Severity severity, String rule, Set<Trait> traits, Optional<Excuse> excuse) {
    this(change, severity, rule, List.of(), traits, excuse);
  }

  /** Whether anyone said it is meant to be. */
  public Disposition disposition() {
    return excuse.map(Excuse::kind).orElse(Disposition.UNEXPECTED);
  }

  /** Whether it is about a volume, which a read-only root does not close. */
  public boolean isInVolume() {
    return traits.contains(Trait.IN_VOLUME);
  }

  /** The same with other traits. */
  public Finding withTraits(Set<Trait> others) {
    return new Finding(change, severity, rule, techniques, others, excuse);
  }
}
