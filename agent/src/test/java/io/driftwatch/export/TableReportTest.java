package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Golden;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleNode;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableReportTest {

  private static final SampleFile TEXT = SampleFile.text("text");

  @Test
  void aNodeWithSomeOfEverything() throws IOException {
    Golden.assertSame("scan-table.txt", Outputs.table(SampleNode.scan()));
  }

  /** Escape characters are spelt, so that the file can be read. */
  @Test
  void coloursStressWhatMatters() throws IOException {
    String text = Outputs.coloredTable(SampleNode.scan());

    Golden.assertSame("scan-table-color.txt", text.replace("\u001b", "\\x1b"));
  }

  @Test
  void coloursChangeNothingElse() throws IOException {
    String colored = Outputs.coloredTable(SampleNode.scan());

    assertEquals(Outputs.table(SampleNode.scan()), colored.replaceAll("\u001b\\[[0-9]+m", ""));
  }

  @Test
  void noContainersAreASentence() throws IOException {
    assertEquals("No running containers were found. 0.42 s\n", Outputs.table(Samples.node()));
  }

  /** What hardens nothing is worth a line, though nothing was found. */
  @Test
  void whatIsDeclaredAndNotEffectiveIsSaid() throws IOException {
    String field = "startupProbe.exec.command";
    ContainerReport report =
        Reports.named("web", r -> {})
            .withDeclared(
                List.of(
                    new DeclarationResult(
                        field, "rm /bin/bash", Effect.INEFFECTIVE, "/bin/bash is still there"),
                    new DeclarationResult(field, "rm " + "/x".repeat(150), Effect.DONE, ""),
                    new DeclarationResult(
                        field, "rm " + "/x".repeat(90), Effect.CANNOT_WORK, "it is one word")));

    List<String> text = lines(report);
    assertTrue(
        text.contains(
            "  declared, but ineffective: /bin/bash is still there, by startupProbe.exec.command:"
                + " rm /bin/bash"),
        () -> String.join("\n", text));
    assertEquals(1, text.stream().filter(line -> line.contains("cannot work")).count());
    assertTrue(text.stream().allMatch(line -> line.length() <= 100), text::toString);
  }

  @Test
  void theWorstComesFirstAndThenTheName() throws IOException {
    List<String> text =
        lines(
            Reports.named("a-clean", r -> {}),
            Samples.unseen(
                Samples.docker("b-unseen", "i"), Status.UNOBSERVABLE, Reason.NOT_OVERLAY),
            Reports.named("c-partial", r -> r.cannotLook(FilePath.ROOT, Reason.IO_ERROR)),
            Reports.excused(
                Reports.named("d-allowed", r -> r.added("/a", TEXT)), Disposition.ALLOWED),
            Reports.named("f-info", r -> r.added("/tmp/a", TEXT)),
            Reports.named("e-info", r -> r.added("/tmp/a", TEXT)),
            Reports.named("g-warning", r -> r.added("/a", TEXT)),
            Reports.named("h-critical", r -> r.added("/a", SampleFile.program(""))));

    List<String> names =
        text.stream().filter(l -> l.matches("[a-h]-.*")).map(l -> l.substring(0, 1)).toList();
    assertEquals(List.of("h", "g", "e", "f", "c", "b", "d", "a"), names);
  }

  @Test
  void whatIsLeftOutIsCountedAndCanBeHad() throws IOException {
    ContainerReport many =
        Reports.of(
            r -> {
              for (char top = 'a'; top <= 'z'; top++) {
                r.added("/" + top, TEXT);
              }
            });

    assertTrue(Outputs.table(Samples.node(many)).contains("\n  … 6 more (use -o json)\n"));
  }

  @Test
  void whatWasNotKeptIsCountedAsWell() throws IOException {
    String text = Outputs.table(Samples.node(Reports.withOmitted(1_000_006)));

    assertTrue(text.contains("DRIFTED  1,000,007 warnings"), text);
    assertTrue(text.contains("\n  … 1,000,006 more (-o json has 1 of all 1,000,007)\n"), text);
  }

  @Test
  void whatIsExcusedIsNoDriftButShown() throws IOException {
    ContainerReport report = Reports.of(r -> r.added("/tmp/a", SampleFile.directory()));
    List<String> text = lines(Reports.excused(report, Disposition.ALLOWED));

    assertTrue(text.get(0).startsWith("c  1 declared or allowed  (docker"), text.get(0));
    assertEquals("  info      added     /tmp/a  directory, allowed", text.get(1));
    assertTrue(text.get(text.size() - 1).startsWith("1 container looked at; none drifted."));
  }

  @Test
  void whatIsTrueOfAllIsSaidOnce() throws IOException {
    SampleFile early = SampleFile.text("a").changed(Samples.STARTED);
    String all = "  at start: all that has a date changed in the container's first minute";
    List<String> text =
        lines(Reports.of(r -> r.added("/a", early).added("/b", early).deleted("/c", TEXT)));
    List<String> mixed = lines(Reports.of(r -> r.added("/a", early).added("/b", TEXT)));
    List<String> single = lines(Reports.of(r -> r.added("/a", early)));

    assertEquals("  warning   added     /a  1 byte", text.get(1));
    assertEquals(all, text.get(4));
    assertEquals("  warning   added     /a  1 byte, at start", mixed.get(1));
    assertEquals("  warning   added     /a  1 byte, at start", single.get(1));
  }

  @Test
  void aPathThatTakesTooManyLinesIsCutWithANote() throws IOException {
    String path = ("/" + "x".repeat(200)).repeat(400) + "/end";
    List<String> text = lines(Reports.of(r -> r.added(path, TEXT)));

    assertEquals("  warning   added     /" + "x".repeat(77), text.get(1));
    assertTrue(text.get(2).endsWith("xxx/end"), text.get(2));
    assertEquals(" ".repeat(22) + "(80,404 bytes; -o json has it whole)  4 bytes", text.get(3));
    assertEquals(6, text.size());
  }

  @Test
  void aContainerThatIsCleanTakesALine() throws IOException {
    List<String> text = lines(Reports.of(r -> r.touched(2)));

    assertTrue(text.get(0).matches("c +clean, touched 2  docker  image:1  [0-9a-f]{12}"));
    assertEquals(3, text.size());
  }

  private static List<String> lines(ContainerReport... containers) throws IOException {
    return Outputs.table(Samples.node(containers)).lines().toList();
  }
}
