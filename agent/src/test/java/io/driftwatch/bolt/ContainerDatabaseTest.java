package io.driftwatch.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What containerd knows, held against what ctr said when the database was recorded. */
final class ContainerDatabaseTest {

  @TempDir private Path folder;
  private RecordedDatabase recorded;
  private ContainerDatabase database;

  @BeforeEach
  void open() throws IOException {
    recorded = new RecordedDatabase("meta.db", folder);
    database = ContainerDatabase.open(recorded.host(), recorded.path());
  }

  @AfterEach
  void close() throws IOException {
    database.close();
    recorded.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bolt-a, busybox,   a88d6d8d0652ef4506bc21a6bc036c8fc16e6da1681f00e9caf0a6e6f8f9370a",
    "bolt-b, httpd,     6d65f2740babc3237a8d34b1a4525a080a079163ff61bb6cffe905d452cf4af1",
    "bolt-c, layers120, b5e8c7df2fe7b43297fdfaa8b30d4ab0ce6373edf3f535bd3b62ab2f2db14b4c",
  })
  void findsTheImageAndItsDigest(String id, String image, String digest) throws IOException {
    assertEquals(
        Optional.of(
            new ContainerRecord(
                Optional.of("localhost/lab/" + image + ":1"),
                Optional.of("sha256:" + digest),
                Optional.of("overlayfs"),
                Optional.of(id))),
        database.find("k8s.io", id));
  }

  @ParameterizedTest
  @CsvSource({
    "k8s.io, bolt",
    "k8s.io, bolt-d",
    "k8s.io, ''",
    "moby,   bolt-a",
    "'',     bolt-a",
  })
  void nothingElseIsFound(String namespace, String id) throws IOException {
    assertEquals(Optional.empty(), database.find(namespace, id));
  }

  @Test
  void anotherBoltDatabaseHasNoContainers() throws IOException {
    try (RecordedDatabase other = new RecordedDatabase("metadata.db", folder);
        ContainerDatabase snapshots = ContainerDatabase.open(other.host(), other.path())) {
      assertEquals(Optional.empty(), snapshots.find("k8s.io", "bolt-a"));
    }
  }
}
