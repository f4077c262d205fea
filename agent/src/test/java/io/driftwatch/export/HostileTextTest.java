package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleReport;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nothing that comes from outside moves a cursor, ends a line or turns text around. */
final class HostileTextTest {

  private static final String NASTY = "\nFORGED\r\u001b[2J\u009b1m\u202e\u2028\u200b\u0007\\";

  private static final String SPELT =
      "\\x0aFORGED\\x0d\\x1b[2J\\xc2\\x9b1m\\xe2\\x80\\xae\\xe2\\x80\\xa8\\xe2\\x80\\x8b\\x07\\x5c";

  @Test
  void everyFieldIsPrintableInJson() throws IOException {
    String json = Outputs.json(hostile());

    // Of the report: node. Of the container: id, name, pod (3), image (3), root (3), an error. Of
    // the findings: four paths, two targets, a rule on each, an attribute's name and its value.
    String escaped = SPELT.replace("\\", "\\\\");
    assertEquals(1 + 12 + 4 + 2 + 4 + 2, count(json, escaped));
    assertHarmless(json);
  }

  @Test
  void bytesThatAreNoTextAreSpelt() throws IOException {
    FilePath path = FilePath.ROOT.resolve(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'});
    NodeReport report = Samples.node(Reports.of(r -> r.compared(path, null, SampleFile.text(""))));

    assertTrue(Outputs.json(report).contains("\"/a\\\\xff\\\\xc3b\""));
    assertTrue(Outputs.table(report).contains(" /a\\xff\\xc3b "));
  }

  @Test
  void noTableIsForged() throws IOException {
    for (String text :
        List.of(
            Outputs.table(hostile()),
            uncolored(Outputs.coloredTable(hostile())),
            Outputs.list(hostile().containers()))) {
      assertTrue(text.contains("\\x0aFORGED"), text);
      assertTrue(text.lines().noneMatch(line -> line.stripLeading().startsWith("FORGED")), text);
      assertHarmless(text);
    }
  }

  @Test
  void nothingThatMayBeCalledAnythingDoesHarm() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      NodeReport report = new RandomReports(seed).next();
      assertHarmless(Outputs.json(report));
      assertHarmless(Outputs.list(report.containers()));
      assertHarmless(Outputs.table(report));
      assertHarmless(uncolored(Outputs.coloredTable(report)));
    }
  }

  private static NodeReport hostile() {
    FilePath path = FilePath.of("/" + NASTY);
    Container container =
        new Container(
            NASTY,
            NASTY,
            ContainerRuntime.UNKNOWN,
            1,
            Samples.STARTED,
            Optional.of(new Pod(NASTY, NASTY, NASTY)),
            new Image(NASTY, NASTY, NASTY),
            false);
    Rootfs rootfs = new Rootfs(NASTY, false, Optional.of(path), List.of(path));
    SampleFile link = SampleFile.link(FilePath.of(NASTY));
    SampleFile marked = SampleFile.text("");
    marked.xattr("user." + NASTY, NASTY.getBytes(StandardCharsets.UTF_8));
    ContainerReport report =
        new SampleReport(container, rootfs)
            .compared(path, null, SampleFile.program(""))
            .compared(path.resolve("2"), SampleFile.directory(), link)
            .compared(path.resolve("3"), link, null)
            .compared(path.resolve("4"), SampleFile.text(""), marked)
            .cannotLook(path, Reason.VANISHED)
            .build();
    return new NodeReport(NASTY, Samples.STARTED, Duration.ZERO, List.of(withRule(report)));
  }

  /** Rules are named by whoever writes the configuration. */
  private static ContainerReport withRule(ContainerReport r) {
    List<Finding> findings =
        r.findings().stream()
            .map(f -> new Finding(f.change(), f.severity(), NASTY, f.traits(), f.excuse()))
            .toList();
    return new ContainerReport(
        r.container(), r.rootfs(), r.status(), r.reason(), r.errors(), r.counts(), findings);
  }

  /** As a terminal that knows only Unicode would have it, without asking the code under test. */
  private static void assertHarmless(String text) {
    String harmful =
        text.codePoints()
            .filter(c -> c != '\n')
            .filter(
                c ->
                    switch (Character.getType(c)) {
                      case Character.CONTROL,
                          Character.FORMAT,
                          Character.SURROGATE,
                          Character.LINE_SEPARATOR,
                          Character.PARAGRAPH_SEPARATOR ->
                          true;
                      default -> false;
                    })
            .mapToObj(Integer::toHexString)
            .collect(Collectors.joining(" "));
    assertEquals("", harmful);
  }

  private static String uncolored(String text) {
    return text.replaceAll("\u001b\\[(0|1|2|31|33)m", "");
  }

  private static int count(String text, String part) {
    return (int) Arrays.stream(text.split("(?=\\Q" + part + "\\E)", -1)).count() - 1;
  }
}
