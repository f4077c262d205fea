package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.sink.Condition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The agent's lines, byte for byte: others parse them. */
final class DriftLogTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String HASH = "ab".repeat(32);

  private final DriftLog log = new DriftLog("n1");

  @Test
  void aFindingHasEverythingThatPeopleLookFor() {
    assertEquals(
        "{\"time\":\"2026-01-02T03:04:05.000Z\",\"event\":\"appeared\",\"node\":\"n1\","
            + "\"namespace\":\"shop\",\"pod\":\"web-0\",\"container\":\"web\","
            + "\"containerId\":\"0123\",\"runtime\":\"containerd\",\"image\":\"nginx:1\","
            + "\"path\":\"/evil\",\"change\":\"added\",\"severity\":\"critical\","
            + "\"disposition\":\"unexpected\",\"rule\":\"added-executable\",\"techniques\":[\"T1105\"],"
            + "\"sha256\":\""
            + HASH
            + "\",\"firstSeen\":\"2026-01-02T03:00:00.000Z\"}",
        log.appeared(NOW, inPod("web"), finding("/evil")));
  }

  @Test
  void whatIsAbsentIsNull() {
    assertEquals(
        "{\"time\":\"2026-01-02T03:04:05.000Z\",\"event\":\"removed\",\"node\":\"n1\","
            + "\"namespace\":null,\"pod\":null,\"container\":\"c\",\"containerId\":\"0123\","
            + "\"runtime\":\"docker\",\"image\":null,\"findings\":3}",
        log.removed(NOW, alone(), 3));
  }

  /** After an upgrade there may be thousands at once. */
  @Test
  void whatIsJudgedAnewIsOneLine() {
    List<KnownFinding> findings = new ArrayList<>(List.of(finding("/evil")));
    for (int i = 0; i < 312; i++) {
      findings.add(finding("/usr/lib/foo/" + i + "\n".repeat(2_000)));
    }

    assertEquals(
        "{\"time\":\"2026-01-02T03:04:05.000Z\",\"event\":\"rejudged\",\"node\":\"n1\","
            + "\"namespace\":null,\"pod\":null,\"container\":\"c\",\"containerId\":\"0123\","
            + "\"runtime\":\"docker\",\"image\":null,\"findings\":313,\"severity\":\"critical\","
            + "\"worst\":[\"added /evil (abababababab)\","
            + "\"added /usr/lib/foo/ (312 paths, critical)\"]}",
        log.rejudged(NOW, alone(), findings));
  }

  @Test
  void theOthersSayWhatTheyAreAbout() throws IOException {
    Condition refused = new Condition("config", "refused", "line 3: no such key");

    assertEquals("resolved", field(log.resolved(NOW, alone(), finding("/x")), "event"));
    assertEquals("7", field(log.omitted(NOW, alone(), 7), "lines"));
    assertEquals("refused", field(log.degraded(NOW, refused, Optional.empty()), "reason"));
    assertEquals("recovered", field(log.recovered(NOW, refused, Optional.empty()), "event"));
    assertEquals("c", field(log.degraded(NOW, refused, Optional.of(alone())), "container"));
  }

  @Test
  void noNameForgesALine() throws IOException {
    byte[] nasty = {'/', '\n', '"', 0x1b, '[', '2', 'J', (byte) 0xff};
    KnownFinding finding = finding(FilePath.of(nasty));
    String name = "c\n{\"event\":\"resolved\"}\u202e";

    for (String line :
        List.of(
            log.appeared(NOW, inPod(name), finding),
            log.removed(NOW, inPod(name), 1),
            log.degraded(NOW, new Condition("x", "y", name), Optional.of(inPod(name))))) {
      assertFalse(line.contains("\n"), line);
      assertFalse(line.contains("\u202e"), line);
      assertFalse(line.contains("\u001b"), line);
      new ObjectMapper().readTree(line);
    }
    assertEquals("/\\x0a\"\\x1b[2J\\xff", field(log.appeared(NOW, inPod(name), finding), "path"));
  }

  private static String field(String line, String name) throws IOException {
    JsonNode json = new ObjectMapper().readTree(line.getBytes(StandardCharsets.UTF_8));
    return json.get(name).asText();
  }

  private static KnownFinding finding(String path) {
    return finding(FilePath.of(path));
  }

  private static KnownFinding finding(FilePath path) {
    return new KnownFinding(
        path,
        ChangeKind.ADDED,
        Severity.CRITICAL,
        Disposition.UNEXPECTED,
        "added-executable",
        List.of("T1105"),
        false,
        Optional.of(new Digest(HASH)),
        1,
        Instant.parse("2026-01-02T03:00:00Z"));
  }

  private static Container alone() {
    return container("c", ContainerRuntime.DOCKER, Optional.empty(), Image.UNKNOWN);
  }

  private static Container inPod(String name) {
    return container(
        name,
        ContainerRuntime.CONTAINERD,
        Optional.of(new Pod("shop", "web-0", "u")),
        new Image("nginx:1", null, null));
  }

  private static Container container(
      String name, ContainerRuntime runtime, Optional<Pod> pod, Image image) {
    return new Container("0123", name, runtime, 7, Instant.EPOCH, pod, image, false);
  }
}
