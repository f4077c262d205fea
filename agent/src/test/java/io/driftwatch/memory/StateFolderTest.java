package io.driftwatch.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.memory.StoredContainer.FindingRecord;
import io.driftwatch.sink.Known;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept over a restart. */
final class StateFolderTest {

  private static final Container CONTAINER = Samples.docker("c", "image:1");

  /** Thousands of files are lost here, and each is told of. */
  private static final Logger LOG = Logger.getLogger(StateFolder.class.getName());

  @TempDir private Path temporary;
  private Path folder;
  private StateFolder<StoredContainer> state;

  @BeforeEach
  void open() {
    LOG.setLevel(Level.OFF);
    folder = temporary.resolve("state/containers");
    state = new StateFolder<>(folder, StoredContainer.class);
  }

  @Test
  void whatIsSavedIsLoadedByteForByte() throws IOException {
    byte[] path = {'/', (byte) 0xff, '\n', '"', '\\', (byte) 0xc3, (byte) 0xa9};
    StoredContainer record = record("../../k", path);

    state.save(record.key(), record);
    List<StoredContainer> loaded = reopened().loadAll();

    assertEquals(List.of(record), loaded);
    assertEquals(FilePath.of(path), loaded.get(0).memory().findings().iterator().next().path());
    assertEquals(CONTAINER.id(), loaded.get(0).container().id());
  }

  /** As much as is known of a container, in the bytes that take most room in JSON. */
  @Test
  void theLongestPathsAreKept() throws IOException {
    byte[] path = new byte[(int) FindingMemory.MAX_BYTES];
    Arrays.fill(path, (byte) 1);
    path[0] = '/';

    state.save("k", record("k", path));

    assertEquals(1, reopened().loadAll().size());
  }

  @Test
  void theLatestCountsAndWhatIsDeletedIsGone() throws IOException {
    state.save("a", record("a", new byte[] {'/', '1'}));
    state.save("a", record("a", new byte[] {'/', '2'}));
    state.save("b", record("b", new byte[] {'/', '3'}));
    state.delete("b");
    state.delete("never");

    assertEquals(List.of(record("a", new byte[] {'/', '2'})), reopened().loadAll());
  }

  @Test
  void nothingSavedIsNothingLoaded() {
    assertEquals(List.of(), state.loadAll());
  }

  @Test
  void onlyItsOwnerMayLookIntoIt() throws IOException {
    state.save("a", record("a", new byte[] {'/'}));

    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  @Test
  void whatCannotBeReadIsLostAndTheRestIsNot() throws IOException {
    state.save("good", record("good", new byte[] {'/'}));
    Files.writeString(folder.resolve("cut.json"), "{\"key\":\"x\",");
    Files.writeString(folder.resolve("empty.json"), "");
    Files.writeString(folder.resolve("other.json"), "[1]");
    Files.writeString(folder.resolve("lacking.json"), "{\"key\":\"x\"}");
    Files.writeString(folder.resolve("null.json"), "null");
    Files.writeString(folder.resolve("left.json.new"), "{}");
    Files.createDirectories(folder.resolve("folder.json/in-the-way"));

    assertEquals(1, reopened().loadAll().size());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  /** Only root of the node can put such things there, and nobody would know why nothing starts. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsNoFileHoldsNobodyUp() throws IOException {
    RealParts.command("mkfifo");
    state.save("a", record("a", new byte[] {'/', 'a'}));
    Path saved = onlyFile();
    Path elsewhere = Files.copy(saved, temporary.resolve("elsewhere"));
    Commands.run("mkfifo", folder.resolve("fifo.json").toString());
    Commands.run("mkfifo", saved + ".new");
    Files.createSymbolicLink(folder.resolve("link.json"), elsewhere);
    Files.createDirectories(folder.resolve("folder.json/full"));

    assertEquals(1, reopened().readAll().size());
    state.save("a", record("a", new byte[] {'/', 'b'}));
    assertEquals(1, reopened().loadAll().size());
    assertTrue(Files.exists(elsewhere));
    assertFalse(Files.exists(folder.resolve("fifo.json")));
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void anyDamageToAFileCostsThatFileAtMost() throws IOException {
    StoredContainer record = record("k", new byte[] {'/', 'a'});
    state.save("k", record);
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = good.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);

      for (StoredContainer loaded : reopened().loadAll()) {
        loaded.memory();
        loaded.container();
      }
    }
  }

  @Test
  void whatCannotBeWrittenIsSaidAndLeavesWhatThereWas() throws IOException {
    Path file = temporary.resolve("file");
    Files.writeString(file, "in the way");
    StateFolder<StoredContainer> blocked =
        new StateFolder<>(file.resolve("containers"), StoredContainer.class);

    assertThrows(IOException.class, () -> blocked.save("a", record("a", new byte[] {'/'})));
    assertEquals("in the way", Files.readString(file, StandardCharsets.UTF_8));
    assertEquals(List.of(), blocked.loadAll());
  }

  @Test
  void aDepartedContainerIsMarkedAsSuch() {
    Known known = Knowns.of("k", CONTAINER, Optional.empty(), new FindingMemory());

    assertTrue(StoredContainer.of(known, true).departed());
    assertFalse(StoredContainer.of(known, false).departed());
  }

  private StateFolder<StoredContainer> reopened() {
    return new StateFolder<>(folder, StoredContainer.class);
  }

  private static StoredContainer record(String key, byte[] path) {
    StoredContainer empty =
        StoredContainer.of(
            Knowns.of(key, CONTAINER, Optional.of(FilePath.of("/upper")), new FindingMemory()),
            false);
    List<FindingRecord> findings = new ArrayList<>();
    findings.add(
        new FindingRecord(
            new String(path, StandardCharsets.ISO_8859_1),
            ChangeKind.ADDED,
            Severity.CRITICAL,
            Disposition.UNEXPECTED,
            "rule",
            true,
            null,
            -5,
            1_767_225_600,
            false));
    return new StoredContainer(
        key,
        empty.id(),
        empty.name(),
        empty.runtime(),
        empty.namespace(),
        empty.pod(),
        empty.podUid(),
        empty.image(),
        empty.upperdir(),
        false,
        findings,
        "policy");
  }
}
