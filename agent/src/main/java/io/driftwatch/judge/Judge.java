package io.driftwatch.judge;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Side;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Gives the changes of one container their severity, by the first rule that matches, and their
 * excuse, if they have any.
 */
public final class Judge {

  private static final Duration START = Duration.ofMinutes(1);

  /** The kernel tells the time of boot, and so that of every start, in whole seconds. */
  private static final Duration UNSURE = Duration.ofSeconds(2);

  private final List<Rule> rules;
  private final Excuses excuses;
  private final Function<Change, Optional<Excuse>> declared;
  private final boolean readOnlyRoot;
  private final Instant startedAt;

  /**
   * A judge.
   *
   * @param rules in order; the last matches everything
   * @param excuses what is allowed
   * @param declared who declared a change, which comes before
   * @param readOnlyRoot whether the container was started with a read-only root
   * @param startedAt when it started
   */
  Judge(
      List<Rule> rules,
      Excuses excuses,
      Function<Change, Optional<Excuse>> declared,
      boolean readOnlyRoot,
      Instant startedAt) {
    this.rules = rules;
    this.excuses = excuses;
    this.declared = declared;
    this.readOnlyRoot = readOnlyRoot;
    this.startedAt = startedAt;
  }

  /** What the rules say of a change, of whose content nothing more is known. */
  public Finding judge(Change change) {
    return judge(change, Set.of());
  }

  /**
   * What the rules say of a change.
   *
   * @param ofContent what its content tells
   */
  public Finding judge(Change change, Set<Trait> ofContent) {
    Set<Trait> traits = traits(change);
    traits.addAll(ofContent);
    Rule rule = firstMatch(change.path(), change.kind(), traits);
    return finding(
        change,
        rule,
        traits,
        declared.apply(change).or(() -> excuses.ofChange(change, rule.severity())));
  }

  /**
   * What the rules say of a mount that the runtime was not told to make.
   *
   * @param mount the mount point, as an added entry
   */
  public Finding judgeUndeclaredMount(Change mount) {
    Set<Trait> traits = traits(mount);
    traits.add(Trait.UNDECLARED_MOUNT);
    Rule rule = firstMatch(mount.path(), mount.kind(), traits);
    return finding(mount, rule, traits, excuses.ofMount(mount));
  }

  /**
   * What the rules say of a program in a volume, which a read-only root does not cover.
   *
   * @param program as an added file
   */
  public Finding judgeInVolume(Change program) {
    Set<Trait> traits = traits(program);
    traits.remove(Trait.READ_ONLY_ROOT);
    traits.add(Trait.IN_VOLUME);
    if (isBeforeStart(program)) {
      traits.add(Trait.BEFORE_START);
    }
    Rule rule = firstMatch(program.path(), program.kind(), traits);
    return finding(program, rule, traits, excuses.ofChange(program, rule.severity()));
  }

  /** Why the annotation of the container's pod does not count, if it does not; printable. */
  public List<String> problems() {
    return excuses.annotation().problems().toList();
  }

  private static Finding finding(
      Change change, Rule rule, Set<Trait> traits, Optional<Excuse> excuse) {
    return new Finding(change, rule.severity(), rule.name(), traits, excuse);
  }

  private Rule firstMatch(FilePath path, ChangeKind kind, Set<Trait> traits) {
    return rules.stream().filter(r -> r.matches(path, kind, traits)).findFirst().orElseThrow();
  }

  private Set<Trait> traits(Change change) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (change.isProgram()) {
      traits.add(Trait.EXECUTABLE);
    }
    if (gains(change, side -> side.stat().isSetUid(), Aspect.OWNER)) {
      traits.add(Trait.SET_UID_GAINED);
    }
    if (gains(change, side -> side.stat().isSetGid(), Aspect.GROUP)) {
      traits.add(Trait.SET_GID_GAINED);
    }
    if (isDevice(change)) {
      traits.add(Trait.DEVICE);
    }
    if (gainsCapability(change)) {
      traits.add(Trait.CAPABILITY_GAINED);
    }
    if (readOnlyRoot) {
      traits.add(Trait.READ_ONLY_ROOT);
    }
    if (isAtStart(change)) {
      traits.add(Trait.AT_START);
    }
    return traits;
  }

  /**
   * Whether a program came to run as another user or group: by a new bit, or by a new owner of a
   * file that has the bit already.
   */
  private static boolean gains(Change change, Predicate<Side> hasBit, Aspect whose) {
    return change.now().filter(hasBit).isPresent()
        && (change.image().filter(hasBit).isEmpty() || change.differs().contains(whose));
  }

  private static boolean isDevice(Change change) {
    return change.now().isPresent()
        && (change.type() == FileType.CHAR || change.type() == FileType.BLOCK);
  }

  private static boolean gainsCapability(Change change) {
    var now = change.now().flatMap(side -> side.attributes().capability());
    var was = change.image().flatMap(side -> side.attributes().capability());
    return now.isPresent() && !now.equals(was);
  }

  private boolean isBeforeStart(Change change) {
    Instant unsure = startedAt.minus(UNSURE);
    return change.changedAt().filter(time -> time.toInstant().isBefore(unsure)).isPresent();
  }

  private boolean isAtStart(Change change) {
    Optional<Instant> at = change.changedAt().map(time -> time.toInstant());
    return at.isPresent()
        && !at.get().isBefore(startedAt.minus(UNSURE))
        && !at.get().isAfter(startedAt.plus(START));
  }
}
