package io.driftwatch.judge;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Side;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

  /** A file's time is that of the kernel's last tick, which is at most so long ago. */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final Set<Trait> GAINS =
      EnumSet.of(Trait.SET_UID_GAINED, Trait.SET_GID_GAINED, Trait.CAPABILITY_GAINED);

  private final Map<ChangeKind, List<Rule>> rules = new EnumMap<>(ChangeKind.class);
  private final Naming naming;
  private final Excuses excuses;
  private final Function<Change, Optional<Excuse>> declared;
  private final boolean readOnlyRoot;
  private final Instant startedAt;

  /**
   * A judge.
   *
   * @param rules in order; the last matches everything
   * @param naming what names say of files
   * @param excuses what is allowed
   * @param declared who declared a change, which comes before
   * @param readOnlyRoot whether the container was started with a read-only root
   * @param startedAt when it started
   */
  Judge(
      List<Rule> rules,
      Naming naming,
      Excuses excuses,
      Function<Change, Optional<Excuse>> declared,
      boolean readOnlyRoot,
      Instant startedAt) {
    for (ChangeKind kind : ChangeKind.values()) {
      this.rules.put(kind, rules.stream().filter(rule -> rule.isAbout(kind)).toList());
    }
    this.naming = naming;
    this.excuses = excuses;
    this.declared = declared;
    this.readOnlyRoot = readOnlyRoot;
    this.startedAt = startedAt;
  }

  /**
   * Whether a file has a name of code, so that it matters what it holds though it is no program.
   */
  public boolean isCode(FilePath path) {
    return naming.code().matches(path);
  }

  /** The same of a file that is there: an empty one runs nothing. */
  public boolean isCode(FilePath path, FileStat file) {
    return Naming.isServed(file) && isCode(path);
  }

  /** Whether it matters if a file is a copy of one of the image. */
  public boolean isWorthComparing(FilePath path) {
    return naming.code().matchesOrStartsShells(path);
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
    Set<Trait> traits = traits(change, ofContent);
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
    Set<Trait> traits = traits(mount, Set.of());
    traits.add(Trait.UNDECLARED_MOUNT);
    Rule rule = firstMatch(mount.path(), mount.kind(), traits);
    return finding(mount, rule, traits, excuses.ofMount(mount));
  }

  /**
   * What the rules say of a program or of code in a volume, which a read-only root does not cover.
   *
   * @param program as an added file
   * @param known what its content and its times tell
   */
  public Finding judgeInVolume(Change program, Set<Trait> known) {
    Set<Trait> traits = traits(program, known);
    traits.remove(Trait.READ_ONLY_ROOT);
    traits.add(Trait.IN_VOLUME);
    Rule rule = firstMatch(program.path(), program.kind(), traits);
    return finding(program, rule, traits, excuses.ofChange(program, rule.severity()));
  }

  /** Why the annotation of the container's pod does not count, if it does not; printable. */
  public List<String> problems() {
    return excuses.annotation().problems().toList();
  }

  private static Finding finding(
      Change change, Rule rule, Set<Trait> traits, Optional<Excuse> excuse) {
    return new Finding(change, rule.severity(), rule.name(), rule.techniques(), traits, excuse);
  }

  private Rule firstMatch(FilePath path, ChangeKind kind, Set<Trait> traits) {
    for (Rule rule : rules.get(kind)) {
      if (rule.fits(path, traits)) {
        return rule;
      }
    }
    throw new IllegalStateException("no rule for everything else");
  }

  private Set<Trait> traits(Change change, Set<Trait> known) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(known);
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
    addNamed(change, traits);
    if (readOnlyRoot) {
      traits.add(Trait.READ_ONLY_ROOT);
    }
    if (isAtStart(change)) {
      traits.add(Trait.AT_START);
    }
    return traits;
  }

  /** Who gives a copy more rights than the image's file has makes another thing of it. */
  private void addNamed(Change change, Set<Trait> traits) {
    boolean gains = traits.stream().anyMatch(GAINS::contains);
    if (gains) {
      traits.remove(Trait.COPY_OF_IMAGE);
    } else if (!change.isProgram() && naming.isCode(change)) {
      traits.add(Trait.CODE);
    }
    if (naming.isInSearchPath(change.path())) {
      traits.add(Trait.SEARCH_PATH);
    }
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

  private boolean isAtStart(Change change) {
    Optional<Instant> at = change.changedAt().map(time -> time.toInstant());
    return at.isPresent()
        && !at.get().isBefore(startedAt.minus(TICK))
        && !at.get().isAfter(startedAt.plus(START));
  }
}
