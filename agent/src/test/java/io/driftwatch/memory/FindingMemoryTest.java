package io.driftwatch.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.FindingBuilder;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Samples;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of from one look to the next. */
final class FindingMemoryTest {

  private static final Container CONTAINER = Samples.docker("c", "image:1");
  private static final Rootfs ROOTFS =
      new Rootfs("overlay", false, Optional.of(FilePath.of("/upper")), List.of());
  private static final ReportLimits LIMITS = new ReportLimits(1_000, 1 << 20);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00.5Z");
  private static final Instant SECOND = Instant.parse("2026-01-01T00:01:00Z");

  private FindingMemory memory = new FindingMemory();
  private String policy = "policy";

  @Test
  void aFindingIsToldOfOnceAndThenWhenItIsGone() {
    Finding finding = added("/evil");

    Changes first = look(FIRST, finding);
    Changes second = look(SECOND, finding);
    Changes third = look(SECOND);
    Changes fourth = look(SECOND);

    assertEquals(List.of("/evil"), paths(first.appeared()));
    assertTrue(second.isEmpty());
    assertEquals(List.of("/evil"), paths(third.resolved()));
    assertEquals(List.of(), third.appeared());
    assertEquals(Instant.parse("2026-01-01T00:00:00Z"), third.resolved().get(0).firstSeen());
    assertEquals(1, second.counts().allChanges());
    assertEquals(0, third.counts().allChanges());
    assertTrue(fourth.isEmpty());
  }

  @Test
  void theWorstComesFirst() {
    Changes changes =
        look(
            FIRST,
            FindingBuilder.of(ChangeKind.ADDED, Severity.INFO, "/tmp/a"),
            FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, "/z"),
            FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, "/b"));

    assertEquals(List.of("/b", "/z", "/tmp/a"), paths(changes.appeared()));
  }

  @Test
  void aLookThatEndedEarlyResolvesNothing() {
    look(FIRST, added("/a"), added("/b"));

    memory.begin(policy);
    memory.found(added("/b"));
    ReportBuilder report = report(added("/b"));
    report.cannotLook(FilePath.of("/c"), Reason.BUDGET_TIME);
    Changes changes = take(report, SECOND);

    assertTrue(changes.isEmpty());
    assertEquals(2, changes.counts().allChanges());
    assertEquals(List.of("/a"), paths(look(SECOND, added("/b")).resolved()));
  }

  @Test
  void whatLiesBelowAPathThatCouldNotBeLookedAtIsNotResolved() {
    look(FIRST, added("/open/x"), added("/shut/y"), added("/shut"), added("/shutter"));

    memory.begin(policy);
    ReportBuilder report = report();
    report.cannotLook(FilePath.of("/shut"), Reason.ACCESS_DENIED);
    Changes changes = take(report, SECOND);

    assertEquals(List.of("/open/x", "/shutter"), paths(changes.resolved()));
    assertEquals(2, changes.counts().allChanges());
  }

  @Test
  void aContainerThatCouldNotBeLookedAtKeepsItsFindings() {
    look(FIRST, added("/a"));

    for (Status status : List.of(Status.FAILED, Status.UNOBSERVABLE)) {
      memory.begin(policy);
      Changes changes =
          memory.take(
              ContainerReport.notLookedAt(CONTAINER, Optional.empty(), status, Reason.IO_ERROR),
              SECOND);

      assertTrue(changes.isEmpty());
      assertEquals(1, changes.counts().unexpected(Severity.CRITICAL));
    }
  }

  @Test
  void moreErrorsThanAreKeptMayHideAnything() {
    look(FIRST, added("/a"));

    memory.begin(policy);
    ReportBuilder report = report();
    IntStream.range(0, 2_000)
        .forEach(i -> report.cannotLook(FilePath.of("/e/" + i), Reason.IN_FLUX));

    assertTrue(take(report, SECOND).isEmpty());
  }

  @Test
  void anotherProgramUnderTheSameNameIsToldOf() {
    look(FIRST, program("/evil", "a", Severity.CRITICAL));

    Changes changes = look(SECOND, program("/evil", "b", Severity.CRITICAL));

    assertEquals(List.of("/evil"), paths(changes.appeared()));
    assertEquals(1, changes.counts().allChanges());
    assertEquals(Instant.parse("2026-01-01T00:00:00Z"), changes.appeared().get(0).firstSeen());
  }

  @Test
  void aFileThatIsWrittenToAllTheTimeIsOneFinding() {
    look(FIRST, content("/data/db", "a"));

    assertTrue(look(SECOND, content("/data/db", "b")).isEmpty());
  }

  @Test
  void whatIsExcusedOrTakenLessSeriouslyByNowIsNotToldOfAndWhatIsWorseIs() {
    look(FIRST, finding(Severity.WARNING, Disposition.UNEXPECTED));

    Changes allowed = look(SECOND, finding(Severity.WARNING, Disposition.ALLOWED));
    Changes unexpected = look(SECOND, finding(Severity.WARNING, Disposition.UNEXPECTED));
    Changes milder = look(SECOND, finding(Severity.INFO, Disposition.UNEXPECTED));
    Changes worse = look(SECOND, finding(Severity.CRITICAL, Disposition.UNEXPECTED));

    assertTrue(allowed.isEmpty());
    assertEquals(0, allowed.counts().unexpectedAtLeast(Severity.INFO));
    assertEquals(1, unexpected.appeared().size());
    assertTrue(milder.isEmpty());
    assertEquals(1, worse.appeared().size());
  }

  /** After an upgrade most of what is known may matter more than before. */
  @Test
  void whatOtherRulesMakeMoreOfIsToldOfTogetherAndKeepsItsTime() {
    look(
        FIRST,
        finding(Severity.WARNING, Disposition.UNEXPECTED),
        program("/evil", "a", Severity.INFO));

    policy = "another";
    Finding now = finding(Severity.CRITICAL, Disposition.UNEXPECTED);
    Changes changes = look(SECOND, now, program("/evil", "a", Severity.CRITICAL));

    assertEquals(2, changes.rejudged().size());
    assertEquals(List.of(), changes.appeared());
    assertEquals(List.of(), changes.resolved());
    assertEquals(FIRST.getEpochSecond(), changes.rejudged().get(0).firstSeen().getEpochSecond());
    assertTrue(look(SECOND, now, program("/evil", "a", Severity.CRITICAL)).isEmpty());
  }

  /** A rule that was split, or has another name, makes no more of what is known. */
  @Test
  void whatAnotherRuleSaysJustAsSevereIsNoNews() {
    look(FIRST, finding("before"));

    policy = "another";
    Changes changes = look(SECOND, finding("after"));

    assertEquals(List.of(), changes.rejudged());
    assertEquals(List.of(), changes.appeared());
    assertEquals("after", memory.findings().get(0).rule());
  }

  private static Finding finding(String rule) {
    Finding finding = added("/a");
    return new Finding(finding.change(), Severity.CRITICAL, rule, Set.of(), Optional.empty());
  }

  /** The rules are no excuse for what has changed as well. */
  @Test
  void anotherProgramIsToldOfByItselfWhateverTheRules() {
    look(FIRST, program("/evil", "a", Severity.CRITICAL));

    policy = "another";
    Changes changes = look(SECOND, program("/evil", "b", Severity.CRITICAL));

    assertEquals(List.of("/evil"), paths(changes.appeared()));
    assertEquals(List.of(), changes.rejudged());
  }

  /** By the same rules nothing matters more but what has changed. */
  @Test
  void theRulesThatJudgedAreKeptOverARestart() {
    look(FIRST, finding(Severity.WARNING, Disposition.UNEXPECTED));
    memory = restarted();

    assertEquals(
        1, look(SECOND, finding(Severity.CRITICAL, Disposition.UNEXPECTED)).appeared().size());

    memory = restarted();
    policy = "another";
    Changes milder = look(SECOND, finding(Severity.INFO, Disposition.UNEXPECTED));
    assertEquals(List.of(), milder.rejudged());
    assertFalse(milder.isEmpty(), "it is to be saved who judged");
  }

  /** What was not come by was not judged anew either. */
  @Test
  void whatWasNotComeByIsJudgedAnewByTheNextLook() {
    look(FIRST, FindingBuilder.of(ChangeKind.ADDED, Severity.WARNING, "/a"), added("/b"));
    policy = "another";
    memory.begin(policy);
    memory.found(added("/b"));
    ReportBuilder half = report(added("/b"));
    half.cannotLook(FilePath.of("/c"), Reason.BUDGET_TIME);
    take(half, SECOND);
    memory = restarted();

    Changes changes = look(SECOND, added("/a"), added("/b"));

    assertEquals(List.of("/a"), paths(changes.rejudged()));
    assertEquals(List.of(), changes.appeared());
  }

  /** A look that is given up has told nobody of what it saw. */
  @Test
  void whatALookSawThatWasGivenUpIsToldByTheNext() {
    look(FIRST, program("/evil", "a", Severity.CRITICAL));

    memory.begin(policy);
    memory.found(program("/evil", "b", Severity.CRITICAL));
    memory = memory.copy();

    assertEquals(
        List.of("/evil"), paths(look(SECOND, program("/evil", "b", Severity.CRITICAL)).appeared()));
  }

  @Test
  void whatIsWorseAndCouldNotBeToldOfKeepsItsTime() {
    look(FIRST, program("/evil", "a", Severity.CRITICAL));
    Finding worse = program("/evil", "b", Severity.CRITICAL);
    memory.notTold(look(SECOND, worse).appeared());

    Changes changes = look(SECOND, worse);

    assertEquals(List.of("/evil"), paths(changes.appeared()));
    assertEquals(FIRST.getEpochSecond(), changes.appeared().get(0).firstSeen().getEpochSecond());
  }

  private FindingMemory restarted() {
    return StoredContainer.of(Knowns.of("k", CONTAINER, ROOTFS.upperdir(), memory), false).memory();
  }

  @Test
  void aMountAndAChangeAtOnePathAreTwo() {
    Finding mount =
        new Finding(
            ChangeBuilder.of(ChangeKind.ADDED, "/etc").build(),
            Severity.CRITICAL,
            "undeclared-mount",
            Set.of(Trait.UNDECLARED_MOUNT),
            Optional.empty());
    Finding change = FindingBuilder.of(ChangeKind.METADATA, Severity.WARNING, "/etc");

    assertEquals(2, look(FIRST, mount, change).appeared().size());
    assertTrue(look(SECOND, mount, change).isEmpty());
  }

  /** A volume hides what the root has at its paths. */
  @Test
  void aProgramInAVolumeAndAChangeAtOnePathAreTwo() {
    Finding inVolume =
        new Finding(
            ChangeBuilder.of(ChangeKind.ADDED, "/tmp/x").build(),
            Severity.CRITICAL,
            "executable-in-volume",
            Set.of(Trait.IN_VOLUME),
            Optional.empty());
    Finding inRoot = FindingBuilder.of(ChangeKind.ADDED, Severity.WARNING, "/tmp/x");

    assertEquals(2, look(FIRST, inVolume, inRoot).appeared().size());
    assertEquals(List.of("/tmp/x"), paths(look(SECOND, inRoot).resolved()));
  }

  @Test
  void halfALookTellsWhatItFoundAndTheWholeOneDoesNotTellItAgain() {
    look(FIRST, added("/old"));

    memory.begin(policy);
    memory.found(added("/new"));
    ReportBuilder report = report(added("/new"));
    Changes half =
        memory.take(report.buildUnfinished(CONTAINER, ROOTFS, Reason.BUDGET_HASHED_BYTES), SECOND);
    memory.found(added("/newer"));
    report.finding(added("/newer"));
    Changes whole = take(report, SECOND);

    assertEquals(List.of("/new"), paths(half.appeared()));
    assertEquals(List.of(), half.resolved());
    assertEquals(2, half.counts().allChanges());
    assertEquals(List.of("/newer"), paths(whole.appeared()));
    assertEquals(List.of("/old"), paths(whole.resolved()));
    assertEquals(2, whole.counts().allChanges());
  }

  @Test
  void decoysDoNotFillTheMemoryForGood() {
    List<Finding> decoys = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      decoys.add(FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, "/tmp/" + i));
    }
    Finding real = FindingBuilder.of(ChangeKind.DELETED, Severity.CRITICAL, "/usr/bin/audit");

    Changes first = look(FIRST, decoys.toArray(Finding[]::new));
    decoys.add(real);
    Changes second = look(SECOND, decoys.toArray(Finding[]::new));
    Changes third = look(SECOND, decoys.toArray(Finding[]::new));

    assertEquals(1_000, first.appeared().size());
    assertTrue(paths(second.appeared()).contains("/usr/bin/audit"));
    assertEquals(List.of(), second.resolved());
    assertTrue(third.isEmpty());
    assertEquals(10_001, third.counts().allChanges());
    assertTrue(memory.findings().size() <= FindingMemory.MAX_FINDINGS);
  }

  @Test
  void longPathsDoNotFillTheMemoryEither() {
    List<Finding> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      for (int k = 0; k < 3; k++) {
        // Later looks come by these first, and have no room for the others any more.
        String path = "/" + i + "/" + k + "\n".repeat(255 << 10);
        all.add(0, FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, path));
      }
      look(FIRST, all.toArray(Finding[]::new));
    }

    long bytes = memory.findings().stream().mapToLong(finding -> finding.path().length()).sum();
    assertTrue(bytes <= FindingMemory.MAX_BYTES, bytes + " bytes");
    assertTrue(look(SECOND, all.toArray(Finding[]::new)).isEmpty());
  }

  @Test
  void whatCouldNotBeToldOfIsFoundAnew() {
    Finding finding = added("/evil");
    memory.notTold(look(FIRST, finding, added("/told")).appeared().subList(0, 1));

    assertEquals(List.of("/evil"), paths(look(SECOND, finding, added("/told")).appeared()));
    assertTrue(look(SECOND, finding, added("/told")).isEmpty());
  }

  @Test
  void otherAttributesAndOtherTargetsAreOtherFindings() {
    look(FIRST, withAttribute("system.posix_acl_access", 1));

    assertTrue(look(SECOND, withAttribute("system.posix_acl_access", 1)).isEmpty());
    assertEquals(1, look(SECOND, withAttribute("system.posix_acl_access", 2)).appeared().size());
  }

  private static Finding withAttribute(String name, int value) {
    Attributes attributes = Attributes.of(Map.of(name, new byte[] {(byte) value}));
    return new Finding(
        ChangeBuilder.of(ChangeKind.METADATA, "/etc/shadow")
            .now(s -> s.attributes(attributes))
            .build(),
        Severity.CRITICAL,
        "rule",
        Set.of(),
        Optional.empty());
  }

  @Test
  void ofAnUnfinishedLookAtMoreThanIsKnownTheLargerNumberCounts() {
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(FindingBuilder.of(ChangeKind.ADDED, Severity.WARNING, "/opt/" + i));
    }
    look(FIRST, many.toArray(Finding[]::new));

    memory.begin(policy);
    ReportBuilder report = report();
    many.subList(0, 3_000)
        .forEach(
            finding -> {
              memory.found(finding);
              report.finding(finding);
            });
    Counts counts =
        memory
            .take(report.buildUnfinished(CONTAINER, ROOTFS, Reason.BUDGET_ENTRIES), SECOND)
            .counts();

    assertEquals(5_000, counts.allChanges());
  }

  @Test
  void nothingIsToldAgainAfterARestart() {
    Finding old = added("/evil\n");
    Finding gone = program("/gone", "a", Severity.CRITICAL);
    look(FIRST, old, gone);

    memory =
        StoredContainer.of(Knowns.of("k", CONTAINER, ROOTFS.upperdir(), memory), false).memory();
    Changes changes = look(SECOND, old, added("/new"));

    assertEquals(List.of("/new"), paths(changes.appeared()));
    assertEquals(List.of("/gone"), paths(changes.resolved()));
    assertEquals(Optional.of(digest("a")), changes.resolved().get(0).digest());
  }

  @Test
  void driftLastsSinceTheOldestFindingThatMakesIt() {
    Finding allowed = finding(Severity.WARNING, Disposition.ALLOWED);
    Finding info = FindingBuilder.of(ChangeKind.ADDED, Severity.INFO, "/tmp/a");
    look(FIRST, allowed, info);
    assertEquals(Optional.empty(), memory.driftedSince(Severity.WARNING));

    look(SECOND, allowed, info, added("/old"));
    look(SECOND.plusSeconds(60), allowed, info, added("/old"), added("/new"));
    assertEquals(Optional.of(SECOND), memory.driftedSince(Severity.WARNING));

    memory =
        StoredContainer.of(Knowns.of("k", CONTAINER, ROOTFS.upperdir(), memory), false).memory();
    assertEquals(Optional.of(SECOND), memory.driftedSince(Severity.WARNING));

    look(SECOND.plusSeconds(120), allowed, info, added("/new"));
    assertEquals(Optional.of(SECOND.plusSeconds(60)), memory.driftedSince(Severity.WARNING));
  }

  @Test
  void whatIsInVolumesIsKnownToTheNextContainerSinceItWasFirstSeen() {
    look(FIRST, added("/bin/x"), inVolume("/work/x"), inVolume("/work/y"));
    memory = memory.inVolumes();
    Changes changes = look(SECOND, inVolume("/work/x"), inVolume("/work/z"));

    assertEquals(List.of("/work/z"), paths(changes.appeared()));
    assertEquals(List.of("/work/y"), paths(changes.resolved()));
    assertEquals(
        Optional.of(FIRST.truncatedTo(ChronoUnit.SECONDS)), memory.driftedSince(Severity.WARNING));
  }

  private static Finding inVolume(String path) {
    return new Finding(
        ChangeBuilder.of(ChangeKind.ADDED, path).build(),
        Severity.CRITICAL,
        "executable-in-volume",
        Set.of(Trait.IN_VOLUME),
        Optional.empty());
  }

  private Changes look(Instant at, Finding... findings) {
    memory.begin(policy);
    List.of(findings).forEach(memory::found);
    return take(report(findings), at);
  }

  private Changes take(ReportBuilder report, Instant at) {
    return memory.take(report.build(CONTAINER, ROOTFS), at);
  }

  private static ReportBuilder report(Finding... findings) {
    ReportBuilder report = new ReportBuilder(LIMITS);
    List.of(findings).forEach(report::finding);
    return report;
  }

  private static List<String> paths(List<KnownFinding> findings) {
    return findings.stream().map(finding -> finding.path().toString()).toList();
  }

  private static Finding added(String path) {
    return FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, path);
  }

  private static Finding finding(Severity severity, Disposition disposition) {
    return FindingBuilder.of(ChangeKind.MODIFIED, severity, disposition, "/etc/a");
  }

  private static Finding content(String path, String text) {
    return program(path, text, Severity.WARNING);
  }

  private static Finding program(String path, String text, Severity severity) {
    return new Finding(
        ChangeBuilder.of(ChangeKind.MODIFIED, path).now(s -> s.digest(digest(text))).build(),
        severity,
        "rule",
        Set.of(),
        Optional.empty());
  }

  private static Digest digest(String text) {
    return new Digest(text.repeat(64));
  }
}
