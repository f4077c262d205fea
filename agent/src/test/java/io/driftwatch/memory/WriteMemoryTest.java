package io.driftwatch.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.Ground;
import io.driftwatch.report.Status;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.WriteProfileKey;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of where containers wrote. */
final class WriteMemoryTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** What JSON and its readers like least. */
  private static final byte[] HOSTILE = {'/', (byte) 0xff, '\n', '"', '\\', 1, (byte) 0xc3};

  @TempDir private Path state;

  @Test
  void aRestartForgetsNothing() throws IOException {
    Container container = Samples.inPod("shop", "web-0", "c1", "image:1");
    WriteMemory before = WriteMemory.open(state);
    WriteProfile known =
        before.looked(report(container, place(FilePath.of(HOSTILE), 7)), NOW, NOW).orElseThrow();

    WriteMemory after = WriteMemory.open(state);

    assertEquals(Optional.of(known), after.of(container));
    assertEquals(Optional.of(known), WriteMemory.read(state).of(container));
    assertEquals(
        1, after.looked(report(container), NOW, NOW.plusSeconds(60)).orElseThrow().starts());
    assertTrue(after.isSaved());
  }

  @Test
  void whoOnlyReadsChangesNothing() throws IOException {
    WriteMemory.open(state).looked(report(Samples.docker("c", "image:1")), NOW, NOW);
    Path folder = state.resolve("writes");
    Files.writeString(folder.resolve("broken.json"), "{");
    Files.writeString(folder.resolve("half.json.new"), "{}");

    assertEquals(1, WriteMemory.read(state).profiles().size());
    assertEquals(3, files().size());

    WriteMemory.open(state);
    assertEquals(1, files().size());
  }

  @Test
  void whereNothingWasSavedNothingIsRead() {
    assertEquals(Map.of(), WriteMemory.read(state.resolve("none")).profiles());
    assertFalse(Files.exists(state.resolve("none")));
  }

  @Test
  void aLookThatSaysNothingNewIsNotSaved() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container container = Samples.docker("c", "image:1");
    memory.looked(report(container, place(FilePath.of("/tmp"), 1_000)), NOW, NOW);
    Path file = files().get(0);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

    memory.looked(
        report(container, place(FilePath.of("/tmp"), 1_500)),
        NOW,
        NOW.plus(Duration.ofMinutes(59)));
    assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(file));

    memory.looked(report(container), NOW, NOW.plus(Duration.ofMinutes(61)));
    assertTrue(Files.getLastModifiedTime(file).toInstant().isAfter(Instant.EPOCH));
    assertEquals(
        1_500,
        WriteMemory.read(state).of(container).orElseThrow().writes().places().get(0).bytes());
  }

  @Test
  void whatCouldNotBeLookedIntoSaysNothing() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container container = Samples.docker("c", "image:1");
    ContainerReport failed =
        ContainerReport.notLookedAt(container, Optional.empty(), Status.FAILED, Reason.FAULT);
    Container sandbox = Samples.inPod("ns", "p", Container.SANDBOX_NAME, "pause");

    assertEquals(Optional.empty(), memory.looked(failed, NOW, NOW));
    assertEquals(Optional.empty(), memory.looked(report(sandbox), NOW, NOW));
    assertEquals(Optional.empty(), memory.of(container));
  }

  @Test
  void whatIsLearntOfAContainerLaterTakesItsProfileAlong() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container first = Samples.inPod("shop", "web-0", "c1", "image:1");
    Pod pod =
        new Pod(
            "shop",
            "web-0",
            first.pod().orElseThrow().uid(),
            Optional.of(new Workload("deployment", "web")),
            Map.of(),
            Map.of());
    Container later = first.with(pod, new Image("image:1", "sha256:1", null));
    memory.looked(report(first, place(FilePath.of("/tmp"), 1)), NOW, NOW);

    WriteProfile profile = memory.looked(report(later), NOW, NOW).orElseThrow();

    assertEquals(1, profile.writes().places().size());
    assertEquals(1, profile.starts());
    assertEquals(1, files().size());
    assertEquals(Optional.of(profile), WriteMemory.read(state).of(later));
    assertEquals(Optional.of(profile), WriteMemory.read(state).of(first), "by its id");
  }

  @Test
  void whatWasNotSeenForAMonthIsForgotten() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container old = Samples.docker("old", "image:1");
    memory.looked(report(old), NOW, NOW);

    memory.looked(report(Samples.docker("new", "image:1")), NOW, NOW.plus(Duration.ofDays(31)));

    assertEquals(Optional.empty(), memory.of(old));
    assertEquals(1, files().size());
  }

  @Test
  void whatComesBackAfterAMonthBeginsAnew() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container container = Samples.docker("c", "image:1");
    memory.looked(report(container), NOW, NOW);
    Instant later = NOW.plus(Duration.ofDays(31));

    assertEquals(
        Optional.of(WriteProfile.start(report(container), later)),
        memory.looked(report(container), later, later));

    assertEquals(memory.of(container), WriteMemory.read(state).of(container));
  }

  @Test
  void aNamespaceThatChangesItsImagesAllTheTimePushesNobodyOut() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container quiet = Samples.inPod("shop", "web-0", "c1", "image:1");
    Container plain = Samples.docker("db", "image:1");
    memory.looked(report(quiet), NOW, NOW);
    memory.looked(report(plain), NOW, NOW);
    for (int i = 0; i < 2 * WriteMemory.MAX_PROFILES; i++) {
      Container hostile = Samples.inPod("evil", "p", "c" + i, "image:1");
      memory.looked(report(hostile), NOW, NOW.plusSeconds(i));
    }

    assertTrue(memory.of(quiet).isPresent());
    assertTrue(memory.of(plain).isPresent());
    assertEquals(WriteMemory.MAX_PROFILES, files().size());
    assertEquals(WriteMemory.MAX_PROFILES, WriteMemory.read(state).profiles().size());
  }

  @Test
  void whatCouldNotBeSavedIsSavedWithTheNextLook() throws IOException {
    Files.writeString(state.resolve("writes"), "a file");
    WriteMemory memory = WriteMemory.open(state);
    ContainerReport report = report(Samples.docker("c", "image:1"));

    assertThrows(IOException.class, () -> memory.looked(report, NOW, NOW));
    assertFalse(memory.isSaved());

    Files.delete(state.resolve("writes"));
    memory.looked(report, NOW, NOW);
    assertTrue(memory.isSaved());
    assertEquals(1, files().size());
  }

  @Test
  void whatCouldNotBeSavedOfOneIsSavedWithALookAtAnother() throws IOException {
    Files.writeString(state.resolve("writes"), "a file");
    WriteMemory memory = WriteMemory.open(state);
    ContainerReport gone = report(Samples.docker("gone", "image:1"));
    assertThrows(IOException.class, () -> memory.looked(gone, NOW, NOW));

    Files.delete(state.resolve("writes"));
    memory.looked(report(Samples.docker("c", "image:1")), NOW, NOW);

    assertTrue(memory.isSaved());
    assertEquals(2, files().size());
  }

  @Test
  void halfACharacterIsNoReasonNotToBeSaved() throws IOException {
    WriteMemory memory = WriteMemory.open(state);
    Container container = Samples.inPod("ns\ud800", "p", "c\0", "image:\udfff" + "x".repeat(9_999));

    memory.looked(report(container), NOW, NOW);

    assertEquals(
        List.of(WriteProfileKey.of(container)),
        List.copyOf(WriteMemory.read(state).profiles().keySet()));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("writes"))) {
      return files.toList();
    }
  }

  private static WrittenPlace place(FilePath directory, long bytes) {
    return new WrittenPlace(
        directory, Ground.EMPTY, 1, bytes, 0, false, directory.resolve("x"), 0, false);
  }

  private static ContainerReport report(Container container, WrittenPlace... places) {
    return new ContainerReport(
        container,
        Optional.of(Samples.rootfs(container, false)),
        Status.SCANNED,
        Optional.empty(),
        List.of(),
        Counts.NONE,
        List.of(),
        new Writes(List.of(places), true),
        List.of());
  }
}
