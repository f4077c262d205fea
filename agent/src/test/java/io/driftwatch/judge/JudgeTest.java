package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a change is, and which rule it falls under. */
final class JudgeTest {

  private static final Instant STARTED = Instant.parse("2026-11-21T10:00:00Z");
  private static final long LONG_AFTER = STARTED.getEpochSecond() + 3_600;

  private static final Rule EVERYTHING = rule("everything", Severity.INFO);

  static Stream<Arguments> traits() {
    ChangeKind metadata = ChangeKind.METADATA;
    return Stream.of(
        row("plain file", added(), Set.of()),
        row("program added", added().now(s -> s.program()), Set.of(Trait.EXECUTABLE)),
        row(
            "program deleted",
            of(ChangeKind.DELETED).image(s -> s.program()),
            Set.of(Trait.EXECUTABLE)),
        row(
            "program overwritten with text",
            of(ChangeKind.MODIFIED).image(s -> s.program()),
            Set.of(Trait.EXECUTABLE)),
        row("set-uid added", added().now(s -> s.permissions(04644)), Set.of(Trait.SET_UID_GAINED)),
        row("set-gid added", added().now(s -> s.permissions(02644)), Set.of(Trait.SET_GID_GAINED)),
        row(
            "both gained",
            of(metadata).now(s -> s.permissions(06644)),
            Set.of(Trait.SET_UID_GAINED, Trait.SET_GID_GAINED)),
        row(
            "set-uid kept",
            of(ChangeKind.MODIFIED).image(s -> s.permissions(04644)).now(s -> s.permissions(04600)),
            Set.of()),
        row("set-uid lost", of(metadata).image(s -> s.permissions(04644)), Set.of()),
        row("set-gid lost", of(metadata).image(s -> s.permissions(02644)), Set.of()),
        row(
            "set-gid for set-uid",
            of(metadata).image(s -> s.permissions(04644)).now(s -> s.permissions(02644)),
            Set.of(Trait.SET_GID_GAINED)),
        row(
            "bits of a directory",
            added().type(FileType.DIRECTORY).now(s -> s.permissions(06755)),
            Set.of()),
        row(
            "capability added",
            added().now(s -> s.capability((byte) 1)),
            Set.of(Trait.CAPABILITY_GAINED)),
        row(
            "another capability",
            of(metadata).image(s -> s.capability((byte) 1)).now(s -> s.capability((byte) 2)),
            Set.of(Trait.CAPABILITY_GAINED)),
        row(
            "capability kept",
            of(metadata).image(s -> s.capability((byte) 1)).now(s -> s.capability((byte) 1)),
            Set.of()),
        row("capability lost", of(metadata).image(s -> s.capability((byte) 1)), Set.of()));
  }

  private static Arguments row(String what, ChangeBuilder change, Set<Trait> traits) {
    return Arguments.of(what, change.now(s -> s.changed(LONG_AFTER, 0)).build(), traits);
  }

  private static ChangeBuilder added() {
    return of(ChangeKind.ADDED);
  }

  private static ChangeBuilder of(ChangeKind kind) {
    return ChangeBuilder.of(kind, "/x");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("traits")
  void aChangeHasTheTraits(String what, Change change, Set<Trait> traits) {
    assertEquals(
        new Finding(change, Severity.INFO, "everything", traits, Optional.empty()),
        judge(EVERYTHING).judge(change),
        what);
  }

  @ParameterizedTest
  @CsvSource({
    "-3600, 0,         false",
    "-1,    989999999, false",
    "-1,    990000000, true",
    "0,     0,         true",
    "59,    999999999, true",
    "60,    0,         true",
    "60,    1,         false",
    "61,    0,         false",
  })
  void atStartIsTheFirstMinuteAndTheTickBefore(long seconds, int nanos, boolean expected) {
    Change change = added().now(s -> s.changed(STARTED.getEpochSecond() + seconds, nanos)).build();

    assertEquals(
        expected ? Set.of(Trait.AT_START) : Set.of(), judge(EVERYTHING).judge(change).traits());
  }

  @Test
  void aReadOnlyRootDoesNotCoverVolumes() {
    Change program = added().now(s -> s.program().changed(LONG_AFTER, 0)).build();
    Judge judge =
        new Judge(
            List.of(EVERYTHING),
            Naming.NONE,
            Excuses.NONE,
            change -> Optional.empty(),
            true,
            STARTED);

    assertEquals(
        Set.of(Trait.EXECUTABLE, Trait.IN_VOLUME), judge.judgeInVolume(program, Set.of()).traits());
  }

  @Test
  void whatIsGoneIsNotAtStartBecauseNobodyKnowsWhenItWent() {
    assertEquals(Set.of(), judge(EVERYTHING).judge(of(ChangeKind.DELETED).build()).traits());
  }

  @ParameterizedTest
  @EnumSource
  void everythingUnderAReadOnlyRootSaysSo(ChangeKind kind) {
    Judge judge =
        new Judge(
            List.of(EVERYTHING),
            Naming.NONE,
            Excuses.NONE,
            change -> Optional.empty(),
            true,
            STARTED);
    Change change = of(kind).now(s -> s.changed(LONG_AFTER, 0)).build();

    assertEquals(Set.of(Trait.READ_ONLY_ROOT), judge.judge(change).traits());
  }

  @Test
  void aMountThatTheRuntimeWasNotToldToMakeSaysSo() {
    Change mount = Change.mounted(FilePath.of("/usr"), FileType.DIRECTORY);
    Rule undeclared =
        new Rule("undeclared", Severity.CRITICAL, null, List.of(Trait.UNDECLARED_MOUNT), null);

    assertEquals(
        new Finding(
            mount,
            Severity.CRITICAL,
            "undeclared",
            Set.of(Trait.UNDECLARED_MOUNT),
            Optional.empty()),
        judge(undeclared, EVERYTHING).judgeUndeclaredMount(mount));
    assertEquals("everything", judge(undeclared, EVERYTHING).judge(mount).rule());
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    Judge judge =
        judge(
            new Rule("other", Severity.CRITICAL, null, null, List.of(Glob.of("/y"))),
            new Rule("first", Severity.WARNING, null, null, List.of(Glob.of("/x"))),
            new Rule("second", Severity.CRITICAL, null, null, List.of(Glob.of("/x"))),
            EVERYTHING);

    assertEquals("first", judge.judge(added().build()).rule());
    assertEquals(Severity.WARNING, judge.judge(added().build()).severity());
  }

  @Test
  void aRuleNeedsAllItsConditionsAndOneMemberOfEach() {
    Rule rule =
        new Rule(
            "rule",
            Severity.CRITICAL,
            List.of("added", "modified"),
            List.of(Trait.EXECUTABLE, Trait.SET_UID_GAINED),
            List.of(Glob.of("/x"), Glob.of("/y/**")));
    FilePath x = FilePath.of("/x");
    Set<Trait> program = Set.of(Trait.EXECUTABLE, Trait.AT_START);

    assertEquals(true, matches(rule, x, ChangeKind.ADDED, program));
    assertEquals(true, matches(rule, x, ChangeKind.MODIFIED, Set.of(Trait.SET_UID_GAINED)));
    assertEquals(true, matches(rule, FilePath.of("/y/z"), ChangeKind.ADDED, program));
    assertEquals(false, matches(rule, x, ChangeKind.DELETED, program));
    assertEquals(false, matches(rule, x, ChangeKind.ADDED, Set.of(Trait.AT_START)));
    assertEquals(false, matches(rule, FilePath.of("/z"), ChangeKind.ADDED, program));
  }

  @Test
  void severitiesAreInTheOrderOfHowBadTheyAre() {
    assertEquals(
        List.of(true, true, false),
        Stream.of(Severity.values()).map(s -> s.isAtLeast(Severity.WARNING)).toList());
  }

  private static Rule rule(String name, Severity severity) {
    return new Rule(name, severity, null, null, null);
  }

  private static Judge judge(Rule... rules) {
    return new Judge(
        List.of(rules), Naming.NONE, Excuses.NONE, change -> Optional.empty(), false, STARTED);
  }

  private static boolean matches(Rule rule, FilePath path, ChangeKind kind, Set<Trait> traits) {
    return rule.isAbout(kind) && rule.fits(path, traits);
  }
}
