package io.driftwatch.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshotter knows, held against what ctr said when the database was recorded. */
final class SnapshotDatabaseTest {

  @TempDir private Path folder;
  private RecordedDatabase recorded;
  private SnapshotDatabase database;

  @BeforeEach
  void open() throws IOException {
    recorded = new RecordedDatabase("metadata.db", folder);
    database = SnapshotDatabase.open(recorded.host(), recorded.path());
  }

  @AfterEach
  void close() throws IOException {
    database.close();
    recorded.close();
  }

  @Test
  void findsTheLayersTopmostFirst() throws IOException {
    assertEquals(
        Optional.of(new Snapshot("k8s.io", "bolt-b", List.of(180L, 179L, 178L, 177L, 176L, 175L))),
        database.find(182));
  }

  @Test
  void oneLayerAndManyAreFoundAlike() throws IOException {
    assertEquals(Optional.of(new Snapshot("k8s.io", "bolt-a", List.of(1L))), database.find(181));
    List<Long> many =
        LongStream.concat(LongStream.rangeClosed(56, 174).map(n -> 230 - n), LongStream.of(1))
            .boxed()
            .toList();
    assertEquals(Optional.of(new Snapshot("k8s.io", "bolt-c", many)), database.find(183));
  }

  @Test
  void aLayerIsASnapshotToo() throws IOException {
    Snapshot layer = database.find(176).orElseThrow();

    assertEquals(List.of(175L), layer.layers());
    assertEquals(
        "sha256:a8f0a3b80d3fe7dddd6f7868bc89e10ff331626e11b73857b5b88a64cdfe2bfc", layer.key());
  }

  /** The first has a user namespace and one layer, whose number its mount does not tell. */
  @ParameterizedTest
  @CsvSource({
    "340, k8s.io, 72aca73689a05a93457a97d16a8f91b9c5e402049b6dfea57f050e10d748e6f5, 1",
    "338, k8s.io, 9a09aed1a51fff99404f4eacac019d316a0527d4b093156bc70dd0f1f01885d7, 326 325 324 323 322 321",
    "334, k8s.io, bolt-ctd, 326 325 324 323 322 321",
    "336, moby, b05d0e67dd5a43e3663a3618a9f71cede4c03ed2a18289fb2555be275e3fdade, 335 332 331 330 329 328 327",
  })
  void containerd2IsReadAsWell(long number, String namespace, String key, String layers)
      throws IOException {
    try (RecordedDatabase modern = new RecordedDatabase("metadata-2.1.db", folder);
        SnapshotDatabase snapshots = SnapshotDatabase.open(modern.host(), modern.path())) {
      assertEquals(
          Optional.of(
              new Snapshot(
                  namespace, key, Stream.of(layers.split(" ", -1)).map(Long::valueOf).toList())),
          snapshots.find(number));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 184, 438, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void noOtherNumberHasParents(long number) throws IOException {
    assertEquals(Optional.empty(), database.find(number));
  }

  @Test
  void anotherBoltDatabaseHasNoSnapshots() throws IOException {
    try (RecordedDatabase other = new RecordedDatabase("meta.db", folder);
        SnapshotDatabase meta = SnapshotDatabase.open(other.host(), other.path())) {
      assertEquals(Optional.empty(), meta.find(182));
    }
  }

  @Test
  void aFileThatIsNotThereHasVanished() {
    assertEquals(
        Reason.VANISHED,
        assertThrows(
                CannotLookException.class,
                () ->
                    SnapshotDatabase.open(
                        recorded.host(), recorded.path().parent().resolve("none")))
            .reason());
  }

  @Test
  void aFolderIsNoDatabase() {
    assertThrows(
        CannotLookException.class,
        () -> SnapshotDatabase.open(recorded.host(), recorded.path().parent()));
  }
}
