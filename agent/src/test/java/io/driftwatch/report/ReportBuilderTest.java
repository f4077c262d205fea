package io.driftwatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a report says of what was seen: exact numbers, and details up to a limit. */
final class ReportBuilderTest {

  private static final Container CONTAINER =
      new Container(
          "id",
          "name",
          ContainerRuntime.DOCKER,
          7,
          Instant.EPOCH,
          Optional.empty(),
          Image.UNKNOWN,
          false);

  private static final Rootfs ROOTFS =
      new Rootfs("overlay", false, Optional.of(FilePath.of("/upper")), List.of());

  private final ReportBuilder builder = new ReportBuilder(ReportLimits.DEFAULT);

  @Test
  void nothingSeenIsACompleteReportOfNothing() {
    assertEquals(
        new ContainerReport(
            CONTAINER,
            Optional.of(ROOTFS),
            Status.SCANNED,
            Optional.empty(),
            List.of(),
            Counts.NONE,
            List.of()),
        report());
  }

  @Test
  void everythingIsCountedByWhatItIs() {
    Finding modified = FindingBuilder.of(ChangeKind.MODIFIED, Severity.WARNING, "/etc/a");
    Finding deleted = FindingBuilder.of(ChangeKind.DELETED, Severity.CRITICAL, "/bin/b");
    Finding added = FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, "/bin/c");
    builder.finding(modified);
    builder.finding(added);
    builder.finding(deleted);
    builder.touched();
    builder.touched();
    builder.touched();
    builder.mountpoint();
    builder.mountpoint();
    builder.written(file(8, 1));
    builder.cannotLook(FilePath.of("/x"), Reason.IN_FLUX);

    assertEquals(
        new ContainerReport(
            CONTAINER,
            Optional.of(ROOTFS),
            Status.PARTIAL,
            Optional.of(Reason.IN_FLUX),
            List.of(new LookError(FilePath.of("/x"), Reason.IN_FLUX)),
            new Counts(
                Map.of(
                    FindingKind.of(modified), 1L,
                    FindingKind.of(deleted), 1L,
                    FindingKind.of(added), 1L),
                3,
                2,
                1,
                4_096,
                Map.of("rule", 3L)),
            List.of(deleted, added, modified)),
        report());
  }

  @Test
  void whatIsDeclaredOrAllowedIsAChangeButNotUnexpected() {
    for (Disposition disposition : Disposition.values()) {
      builder.finding(
          FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, disposition, "/" + disposition));
    }

    ContainerReport report = report();

    assertEquals(3, report.findings().size());
    assertEquals(3, report.counts().changes(ChangeKind.ADDED));
    assertEquals(1, report.counts().unexpected(Severity.CRITICAL));
  }

  /** A declaration is no rule's, and has no name that could be counted. */
  @Test
  void whatARuleDecidedAndWhatAnEntryExcusedIsCountedByName() {
    builder.finding(FindingBuilder.of(ChangeKind.ADDED, Severity.INFO, "/a"));
    builder.finding(FindingBuilder.of(ChangeKind.ADDED, Severity.INFO, Disposition.DECLARED, "/b"));
    for (String path : List.of("/c", "/d")) {
      builder.finding(
          FindingBuilder.of(ChangeKind.ADDED, Severity.INFO, Disposition.ALLOWED, path));
    }

    assertEquals(Map.of("rule", 4L, "somewhere", 2L), report().counts().ruleMatches());
  }

  @Test
  void hardLinksOfAFileTakeItsBytesOnce() {
    for (int name = 0; name < 4; name++) {
      builder.written(file(8, 4));
    }
    builder.written(file(16, 1));

    assertEquals(12_288, report().counts().writtenBytes());
  }

  @Test
  void aFileThatWasUnlinkedMeanwhileHasItsBytesAllTheSame() {
    builder.written(file(8, 0));

    assertEquals(4_096, report().counts().writtenBytes());
  }

  private static FileStat file(long blocks, int links) {
    return FileStatBuilder.of(FileType.FILE).blocks(blocks).links(links).build();
  }

  @Test
  void aPartialReportHasTheReasonOfItsFirstError() {
    builder.cannotLook(FilePath.of("/a"), Reason.BUDGET_DEPTH);
    builder.cannotLook(FilePath.of("/b"), Reason.ACCESS_DENIED);

    assertEquals(Optional.of(Reason.BUDGET_DEPTH), report().reason());
    assertEquals(Status.PARTIAL, report().status());
    assertEquals(false, report().isComplete());
  }

  @Test
  void errorsAreCountedExactlyAndTheFirstThousandAreKept() {
    IntStream.range(1_000, 2_500)
        .forEach(i -> builder.cannotLook(FilePath.of("/" + i), Reason.VANISHED));

    ContainerReport report = report();

    assertEquals(1_500, report.counts().unreadable());
    assertEquals(
        IntStream.range(1_000, 2_000)
            .mapToObj(i -> new LookError(FilePath.of("/" + i), Reason.VANISHED))
            .toList(),
        report.errors());
  }

  @Test
  @Timeout(60)
  void findingsAreCountedExactlyAndTenThousandAreKept() {
    Finding real = FindingBuilder.of(ChangeKind.DELETED, Severity.CRITICAL, "/usr/bin/audit");
    int decoys = 25_000;
    for (int i = 0; i < decoys; i++) {
      builder.finding(FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, "/tmp/" + i));
    }
    builder.finding(real);

    ContainerReport report = report();

    assertEquals(
        new Counts(
            Map.of(
                new FindingKind(ChangeKind.ADDED, Severity.CRITICAL, Disposition.UNEXPECTED),
                (long) decoys,
                FindingKind.of(real),
                1L),
            0,
            0,
            0,
            0,
            Map.of("rule", decoys + 1L)),
        report.counts());
    assertEquals(10_000, report.findings().size());
    assertEquals(decoys + 1 - 10_000, report.omittedFindings());
    assertEquals(1, report.findings().stream().filter(real::equals).count());
  }

  @Test
  void driftIsSomethingUnexpectedThatIsBadEnough() {
    builder.finding(FindingBuilder.of(ChangeKind.ADDED, Severity.WARNING, "/opt/a"));
    builder.finding(
        FindingBuilder.of(ChangeKind.ADDED, Severity.CRITICAL, Disposition.ALLOWED, "/opt/b"));

    assertEquals(false, report().hasDrift(Severity.CRITICAL));
    assertEquals(true, report().hasDrift(Severity.WARNING));
    assertEquals(true, report().hasDrift(Severity.INFO));
  }

  @Test
  void aNodeIsCompleteWhenEveryContainerIsAndHasTheDriftOfAny() {
    ContainerReport clean = report();
    builder.finding(FindingBuilder.of(ChangeKind.ADDED, Severity.WARNING, "/opt/a"));
    ContainerReport drifted = report();
    ContainerReport failed =
        ContainerReport.notLookedAt(CONTAINER, Optional.empty(), Status.FAILED, Reason.IO_ERROR);

    assertEquals(List.of(true, false), completeAndDrifted(List.of()));
    assertEquals(List.of(true, false), completeAndDrifted(List.of(clean)));
    assertEquals(List.of(true, true), completeAndDrifted(List.of(clean, drifted)));
    assertEquals(List.of(false, true), completeAndDrifted(List.of(drifted, failed)));
    assertEquals(List.of(false, false), completeAndDrifted(List.of(failed)));
  }

  private static List<Boolean> completeAndDrifted(List<ContainerReport> containers) {
    NodeReport node = new NodeReport("n1", Instant.EPOCH, Duration.ZERO, containers);
    return List.of(node.isComplete(), node.hasDrift(Severity.WARNING));
  }

  private ContainerReport report() {
    return builder.build(CONTAINER, ROOTFS);
  }
}
