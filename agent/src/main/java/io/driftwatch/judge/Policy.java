package io.driftwatch.judge;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.driftwatch.compare.Change;
import io.driftwatch.container.Container;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By what changes are judged: rules that give a severity, and what is allowed. */
public final class Policy {

  private static final String SHIPPED = "rules.yaml";
  private static final int ID_BYTES = 16;

  private final CodeNames code;
  private final List<Rule> rules;
  private final List<AllowEntry> allow;
  private final List<TextGlob> annotationNamespaces;
  private final String id;

  private Policy(
      CodeNames code,
      List<Rule> rules,
      List<AllowEntry> allow,
      List<TextGlob> annotationNamespaces) {
    this.code = code;
    this.rules = List.copyOf(rules);
    this.allow = List.copyOf(allow);
    this.annotationNamespaces = List.copyOf(annotationNamespaces);
    if (rules.isEmpty() || !rules.get(rules.size() - 1).matchesEverything()) {
      throw new IllegalArgumentException("the last rule must match everything");
    }
    this.id = digest();
  }

  /** The rules that are shipped with driftwatch; nothing is allowed. */
  public static Policy shipped() {
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
    try (InputStream yaml = shippedRules()) {
      RuleFile file = mapper.readValue(yaml, RuleFile.class);
      return new Policy(CodeNames.of(file.code()), file.rules(), List.of(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The techniques that a shipped rule stands for; none of a rule that is not shipped. */
  public static List<String> shippedTechniques(String rule) {
    return ShippedTechniques.BY_RULE.getOrDefault(rule, List.of());
  }

  private static final class ShippedTechniques {
    static final Map<String, List<String>> BY_RULE =
        shipped().rules().stream().collect(Collectors.toMap(Rule::name, Rule::techniques));
  }

  /** The text of the shipped rules: {@code rules.yaml} beside this class, to be closed. */
  public static InputStream shippedRules() {
    return Policy.class.getResourceAsStream(SHIPPED);
  }

  /**
   * This policy with an administrator's rules: one with the name of one of these takes its place,
   * and its conditions too when it has none of its own; others come before all of these.
   *
   * @param own in order
   * @throws InvalidPolicyException when a name is there twice, or a rule would take every change
   *     from all rules behind it, or the last no longer takes what is left
   */
  public Policy withRules(List<Rule> own) throws InvalidPolicyException {
    List<Rule> before = new ArrayList<>();
    List<Rule> all = new ArrayList<>(rules);
    Set<String> seen = new HashSet<>();
    for (Rule rule : own) {
      requireNew(seen, rule.name());
      Optional<Rule> replaced =
          rules.stream().filter(shipped -> shipped.name().equals(rule.name())).findFirst();
      if (replaced.isPresent()) {
        all.set(rules.indexOf(replaced.get()), rule.inPlaceOf(replaced.get()));
      } else if (rule.matchesEverything()) {
        throw new InvalidPolicyException(
            rule.name(),
            "it has no change, trait or path, and no shipped rule has the name " + rule.name());
      } else {
        before.add(rule);
      }
    }
    all.addAll(0, before);
    Rule last = all.get(all.size() - 1);
    if (!last.matchesEverything()) {
      throw new InvalidPolicyException(
          last.name(), "the last rule takes what is left, and can have no change, trait or path");
    }
    return new Policy(code, all, allow, annotationNamespaces);
  }

  /**
   * This policy with what is allowed.
   *
   * @param entries in order; the first that fits a change excuses it
   * @param namespaces in which a pod's own annotation {@code driftwatch.io/allow} counts
   * @throws InvalidPolicyException when a name is there twice, or is a rule's
   */
  public Policy withAllowed(List<AllowEntry> entries, List<TextGlob> namespaces)
      throws InvalidPolicyException {
    Set<String> seen = new HashSet<>(rules.stream().map(Rule::name).toList());
    for (AllowEntry entry : entries) {
      requireNew(seen, entry.name());
    }
    return new Policy(code, rules, entries, namespaces);
  }

  private static void requireNew(Set<String> seen, String name) throws InvalidPolicyException {
    if (!seen.add(name)) {
      throw new InvalidPolicyException(
          name, "another rule or allow entry has the name " + name + "; each has its own");
    }
  }

  /**
   * This policy with more names of code.
   *
   * @param endings each from its dot on, in small letters
   */
  public Policy withCode(List<String> endings) {
    return new Policy(code.and(endings), rules, allow, annotationNamespaces);
  }

  /** The names of code. */
  public CodeNames code() {
    return code;
  }

  /** The rules, in order. */
  public List<Rule> rules() {
    return rules;
  }

  /** The allow entries, in order. */
  public List<AllowEntry> allow() {
    return allow;
  }

  /**
   * What may decide or excuse a finding, by name: every rule, every allow entry, and the annotation
   * where it counts anywhere.
   */
  public List<String> names() {
    Stream<String> annotation =
        annotationNamespaces.isEmpty() ? Stream.of() : Stream.of(AllowAnnotation.SOURCE);
    return Stream.concat(
            Stream.concat(rules.stream().map(Rule::name), allow.stream().map(AllowEntry::name)),
            annotation)
        .toList();
  }

  /** What tells it from another policy: the beginning of a SHA-256 of all that it goes by. */
  public String id() {
    return id;
  }

  private String digest() {
    try (InputStream shipped = shippedRules()) {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(shipped.readAllBytes());
      for (List<?> part : List.of(code.endings(), rules, allow, annotationNamespaces)) {
        hash.update(part.toString().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(hash.digest(), 0, ID_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether it goes by labels or annotations of pods, which only the API server knows. */
  public boolean needsPods() {
    return !annotationNamespaces.isEmpty()
        || allow.stream().anyMatch(entry -> !entry.containers().podLabels().isEmpty());
  }

  /**
   * The judge of one container.
   *
   * @param container with what is known of its pod and image
   * @param readOnlyRoot whether its root was mounted read-only
   * @param at when the pass began: what is allowed until then is not allowed any more
   */
  public Judge judgeOf(Container container, boolean readOnlyRoot, Instant at) {
    return judgeOf(container, readOnlyRoot, at, change -> Optional.empty());
  }

  /**
   * The judge of one container that declares some of its changes.
   *
   * @param declared who declared a change
   */
  public Judge judgeOf(
      Container container,
      boolean readOnlyRoot,
      Instant at,
      Function<Change, Optional<Excuse>> declared) {
    Excuses excuses =
        new Excuses(
            allow.stream().filter(entry -> entry.isFor(container, at)).toList(),
            annotationOf(container));
    Naming naming = new Naming(code, searchPath(container));
    return new Judge(rules, naming, excuses, declared, readOnlyRoot, container.startedAt());
  }

  private static Set<FilePath> searchPath(Container container) {
    return container.confinement().map(OciProcess::searchPath).orElse(Set.of());
  }

  /** Why the annotation of a container's pod does not count, though it would here; printable. */
  public List<String> problems(Container container) {
    return annotationOf(container).problems().toList();
  }

  private AllowAnnotation annotationOf(Container container) {
    return container
        .pod()
        .filter(
            pod -> annotationNamespaces.stream().anyMatch(glob -> glob.matches(pod.namespace())))
        .map(AllowAnnotation::of)
        .orElse(AllowAnnotation.NONE);
  }
}
