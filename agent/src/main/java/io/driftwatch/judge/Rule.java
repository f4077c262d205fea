package io.driftwatch.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One rule: what it matches, and the severity it gives. Each list that is not empty must have a
 * member that fits.
 *
 * @param name what findings and overrides call it
 * @param severity what it gives
 * @param change kinds of change
 * @param trait traits, one of which the change has
 * @param path patterns, one of which the path fits
 */
public record Rule(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) Severity severity,
    List<String> change,
    List<Trait> trait,
    List<Glob> path) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,63}");

  /**
   * A rule.
   *
   * @throws IllegalArgumentException when it has no name that a rule can have, no severity, or an
   *     unknown kind of change
   */
  public Rule {
    change = change == null ? List.of() : List.copyOf(change);
    trait = trait == null ? List.of() : List.copyOf(trait);
    path = path == null ? List.of() : List.copyOf(path);
    change.forEach(Rule::requireChange);
    if (name == null || severity == null) {
      throw new IllegalArgumentException("a rule has a name and a severity");
    }
    requireName(name);
  }

  /**
   * Checks the id of a kind of change.
   *
   * @throws IllegalArgumentException when there is no such kind
   */
  public static String requireChange(String id) {
    if (Arrays.stream(ChangeKind.values()).noneMatch(kind -> kind.id().equals(id))) {
      throw new IllegalArgumentException("no kind of change: " + id);
    }
    return id;
  }

  /**
   * Checks a name; it becomes the value of a metric's label.
   *
   * @throws IllegalArgumentException when it is no 1 to 63 letters, digits, dots, hyphens or
   *     underscores
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name has 1 to 63 letters, digits, dots, hyphens or underscores");
    }
    return name;
  }

  /** This rule where another stood: a mere change of severity keeps the other's conditions. */
  Rule inPlaceOf(Rule other) {
    return matchesEverything()
        ? new Rule(name, severity, other.change, other.trait, other.path)
        : this;
  }

  boolean matches(FilePath where, ChangeKind kind, Set<Trait> traits) {
    return (change.isEmpty() || change.contains(kind.id()))
        && (trait.isEmpty() || trait.stream().anyMatch(traits::contains))
        && (path.isEmpty() || path.stream().anyMatch(glob -> glob.matches(where)));
  }

  boolean matchesEverything() {
    return change.isEmpty() && trait.isEmpty() && path.isEmpty();
  }
}
