package io.driftwatch.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftwatch.file.FilePath;
import io.driftwatch.kubernetes.JournalEntry;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.testing.Samples;
import io.driftwatch.testing.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent is upgraded, and perhaps goes back; what was told is told no second time. */
final class StateVersionsTest {

  private static final Map<String, Class<?>> PARTS =
      Map.of(
          "containers", StoredContainer.class,
          "events", JournalEntry.class,
          "writes", WriteRecord.class);

  /** Half a character of UTF-16 can be written in no other way. */
  private static final ObjectWriter ESCAPING =
      new ObjectMapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private static final List<String> ODD =
      List.of(
          "null",
          "-1",
          "9223372036854775807",
          "1e400",
          "true",
          "\"\"",
          "\"\\ud800\"",
          "\"x\"",
          "[null]",
          "{}",
          "[[[]]]");

  /** Thousands of files are lost here, and each is told of. */
  private static final Logger LOG = Logger.getLogger(StateFolder.class.getName());

  @TempDir private Path temporary;

  @ParameterizedTest
  @MethodSource("io.driftwatch.testing.Versions#all")
  void whatAnyVersionKeptIsRead(Path version) throws IOException {
    Path state = copyOf(version);
    for (Map.Entry<String, Class<?>> part : PARTS.entrySet()) {
      Path folder = state.resolve(part.getKey());
      int files = files(folder).size();

      assertTrue(files > 0, "no fixture of " + part.getKey());
      assertEquals(files, new StateFolder<>(folder, part.getValue()).loadAll().size());
      assertEquals(files, files(folder).size(), "nothing is lost");
    }
  }

  /** The same pods were watched when each was recorded; {@code README.md} there says how. */
  @ParameterizedTest
  @MethodSource("io.driftwatch.testing.Versions#all")
  void itMeansWhatItMeant(Path version) throws IOException {
    Path state = copyOf(version);
    StoredContainer odd = container(state, "odd", "c");
    List<KnownFinding> findings = odd.memory().findings();

    Set<FilePath> paths = findings.stream().map(KnownFinding::path).collect(Collectors.toSet());
    byte[] name = {'/', 's', 'r', 'v', '/', 'n', (byte) 0xff, '\n', (byte) 0xc3, (byte) 0xa9};
    assertTrue(paths.contains(FilePath.of(name)), paths.toString());
    assertTrue(paths.contains(FilePath.of("/etc/passwd")), paths.toString());
    assertTrue(findings.stream().anyMatch(KnownFinding::inVolume));
    assertFalse(odd.departed());
    assertTrue(container(state, "gone", "c").departed());

    List<JournalEntry> told =
        new StateFolder<>(state.resolve("events"), JournalEntry.class).loadAll();
    JournalEntry entry =
        told.stream().filter(e -> e.containerId().equals(odd.id())).findFirst().orElseThrow();
    assertTrue(entry.reported().size() > 10);
    assertTrue(entry.open().note().contains("in container c: "), entry.open().note());
    assertTrue(told.stream().anyMatch(e -> e.ineffective() != null));

    WriteProfile writes =
        WriteMemory.read(state)
            .of(odd.container())
            .orElseThrow(() -> new AssertionError("no profile"));
    assertTrue(
        writes.writes().places().stream().anyMatch(p -> p.directory().equals(FilePath.of("/srv"))));
  }

  /**
   * What this version keeps has the shape of the latest recording. Where it has not, there is to be
   * a new one: see {@code README.md} of {@code src-test-fixtures/versions}.
   */
  @Test
  void thereIsARecordingOfWhatThisVersionKeeps() throws IOException {
    Path state = copyOf(Versions.latest());
    for (Map.Entry<String, Class<?>> part : PARTS.entrySet()) {
      Path folder = state.resolve(part.getKey());
      for (Path file : files(folder)) {
        byte[] recorded = Files.readAllBytes(file);

        assertEquals(values(recorded), values(rewritten(recorded, part.getValue())));
      }
    }
  }

  /** Version 1 reads the first value of a file, takes no field that it does not know, or word. */
  @Test
  void theFirstVersionReadsWhatThisOneKeeps() throws IOException {
    Path state = copyOf(Versions.latest());
    for (Map.Entry<String, Class<?>> part : StateOfVersion1.PARTS.entrySet()) {
      for (Path file : files(state.resolve(part.getKey()))) {
        byte[] now = rewritten(Files.readAllBytes(file), PARTS.get(part.getKey()));

        Object read = StateOfVersion1.MAPPER.readValue(now, part.getValue());

        JsonNode first = values(now).get(0);
        assertEquals(first, values(StateOfVersion1.MAPPER.writeValueAsBytes(read)).get(0));
      }
    }
  }

  /** Only root of the node can write there, but disks and versions of ours have their faults. */
  @Test
  void anyValueMayBeAnythingAndCostsItsFileAtMost() throws IOException {
    LOG.setLevel(Level.OFF);
    for (String part : PARTS.keySet()) {
      for (Path file : files(Versions.all().get(0).resolve("state").resolve(part))) {
        Path state = Files.createTempDirectory(temporary, "state");
        Path copy = Files.createDirectory(state.resolve(part)).resolve("f.json");
        JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
        for (JsonNode damaged : damaged(json)) {
          Files.write(copy, ESCAPING.writeValueAsBytes(damaged));
          use(state);
        }
      }
    }
  }

  /** As the agent does when it starts. */
  private static void use(Path state) {
    for (StoredContainer record :
        new StateFolder<>(state.resolve("containers"), StoredContainer.class).loadAll()) {
      record.memory().findings();
      record.container();
      record.upperdirPath();
    }
    for (JournalEntry entry :
        new StateFolder<>(state.resolve("events"), JournalEntry.class).loadAll()) {
      assertTrue(entry.open() == null || entry.open().note() != null);
    }
    WriteMemory.read(state);
    WriteMemory.open(state).of(Samples.docker("c", "image:1"));
  }

  /** The value with each of its parts replaced by each of some that nobody wrote. */
  private static List<JsonNode> damaged(JsonNode json) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String pointer : pointers(json, "")) {
      int slash = pointer.lastIndexOf('/');
      String last = pointer.substring(slash + 1);
      for (String odd : ODD) {
        JsonNode copy = json.deepCopy();
        JsonNode parent = copy.at(pointer.substring(0, slash));
        JsonNode value = new ObjectMapper().readTree(odd);
        if (parent instanceof ObjectNode object) {
          object.set(last, value);
        } else {
          ((ArrayNode) parent).set(Integer.parseInt(last), value);
        }
        all.add(copy);
      }
    }
    return all;
  }

  private static List<String> pointers(JsonNode json, String at) {
    List<String> pointers = new ArrayList<>();
    json.properties().forEach(e -> pointers.addAll(pointers(e.getValue(), at + "/" + e.getKey())));
    for (int i = 0; json.isArray() && i < Math.min(json.size(), 2); i++) {
      pointers.addAll(pointers(json.get(i), at + "/" + i));
    }
    if (!at.isEmpty()) {
      pointers.add(at);
    }
    return pointers;
  }

  private static <T> byte[] rewritten(byte[] recorded, Class<T> type) throws IOException {
    StateJson<T> json = new StateJson<>(type);
    return json.write(json.read(recorded));
  }

  private static List<JsonNode> values(byte[] json) throws IOException {
    List<JsonNode> values = new ArrayList<>();
    new ObjectMapper()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .readerFor(JsonNode.class)
        .<JsonNode>readValues(json)
        .forEachRemaining(values::add);
    return values;
  }

  private static StoredContainer container(Path state, String pod, String name) {
    return new StateFolder<>(state.resolve("containers"), StoredContainer.class)
        .loadAll().stream()
            .filter(record -> pod.equals(record.pod()) && record.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  /** What cannot be read is deleted, and is not to be in the fixtures. */
  private Path copyOf(Path version) throws IOException {
    Path state = Files.createTempDirectory(temporary, "state");
    for (String part : PARTS.keySet()) {
      Path folder = Files.createDirectory(state.resolve(part));
      for (Path file : files(version.resolve("state").resolve(part))) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return state;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
