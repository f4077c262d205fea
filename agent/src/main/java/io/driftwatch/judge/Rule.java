package io.driftwatch.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One rule: what it matches, and the severity it gives. Each list of conditions that is not empty
 * must have a member that fits.
 *
 * @param name what findings and overrides call it
 * @param severity what it gives
 * @param change kinds of change
 * @param trait traits, one of which the change has
 * @param without traits, none of which the change has
 * @param path patterns, one of which the path fits
 * @param except patterns, none of which the path fits
 * @param techniques ids of what an intruder may have done, by <a
 *     href="https://attack.mitre.org/techniques/enterprise/">MITRE ATT&amp;CK</a>
 */
public record Rule(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) Severity severity,
    List<String> change,
    List<Trait> trait,
    List<Trait> without,
    List<Glob> path,
    List<Glob> except,
    List<String> techniques) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,63}");
  private static final Pattern TECHNIQUE = Pattern.compile("T[0-9]{4}(\\.[0-9]{3})?");

  /**
   * A rule.
   *
   * @throws IllegalArgumentException when it has no name that a rule can have, no severity, an
   *     unknown kind of change, or something that is no technique
   */
  public Rule {
    change = change == null ? List.of() : List.copyOf(change);
    trait = trait == null ? List.of() : List.copyOf(trait);
    without = without == null ? List.of() : List.copyOf(without);
    path = path == null ? List.of() : List.copyOf(path);
    except = except == null ? List.of() : List.copyOf(except);
    techniques = techniques == null ? List.of() : List.copyOf(techniques);
    change.forEach(Rule::requireChange);
    techniques.forEach(Rule::requireTechnique);
    if (name == null || severity == null) {
      throw new IllegalArgumentException("a rule has a name and a severity");
    }
    requireName(name);
  }

  /** A rule that stands for no technique, and has no exception. */
  public Rule(
      String name, Severity severity, List<String> change, List<Trait> trait, List<Glob> path) {
    this(name, severity, change, trait, null, path, null, null);
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

  /**
   * Checks the id of a technique.
   *
   * @throws IllegalArgumentException when it is no {@code T1505} or {@code T1505.003}
   */
  public static String requireTechnique(String id) {
    if (!TECHNIQUE.matcher(id).matches()) {
      throw new IllegalArgumentException("no technique such as T1505 or T1505.003: " + id);
    }
    return id;
  }

  /**
   * This rule where another stood: a mere change of severity keeps the other's conditions, and what
   * it stands for.
   */
  Rule inPlaceOf(Rule other) {
    if (!matchesEverything()) {
      return this;
    }
    List<String> meant = techniques.isEmpty() ? other.techniques : techniques;
    return new Rule(
        name, severity, other.change, other.trait, other.without, other.path, other.except, meant);
  }

  /** Whether it is about changes of this kind at all. */
  boolean isAbout(ChangeKind kind) {
    return change.isEmpty() || change.contains(kind.id());
  }

  /** Whether a change fits of a kind that it is about. */
  boolean fits(FilePath where, Set<Trait> traits) {
    return (trait.isEmpty() || hasAny(traits, trait))
        && !hasAny(traits, without)
        && (path.isEmpty() || fitsAny(where, path))
        && !fitsAny(where, except);
  }

  // Every change is held against every rule, for which streams and iterators are too slow.

  private static boolean hasAny(Set<Trait> traits, List<Trait> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (traits.contains(wanted.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean fitsAny(FilePath where, List<Glob> patterns) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(where)) {
        return true;
      }
    }
    return false;
  }

  boolean matchesEverything() {
    return change.isEmpty()
        && trait.isEmpty()
        && without.isEmpty()
        && path.isEmpty()
        && except.isEmpty();
  }
}
