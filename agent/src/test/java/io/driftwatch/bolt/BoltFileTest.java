package io.driftwatch.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that somebody writes to, or wrote to badly. */
@Timeout(300)
final class BoltFileTest {

  private static final int MUTATIONS = 4_000;

  @TempDir private Path folder;
  private RecordedDatabase snapshots;
  private RecordedDatabase containers;

  @BeforeEach
  void open() throws IOException {
    snapshots = new RecordedDatabase("metadata.db", folder);
    containers = new RecordedDatabase("meta.db", folder);
  }

  @AfterEach
  void close() throws IOException {
    snapshots.close();
    containers.close();
  }

  @Test
  void aMetaPageThatIsBeingWrittenLeavesTheOther() throws IOException {
    int older = 1 - snapshots.newestMeta();
    byte[] torn = snapshots.laterMeta(older, 1);
    torn[70] ^= 1;
    snapshots.writePage(older, torn);

    assertEquals("bolt-b", keyOf182());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eitherMetaPageIsEnough(int lost) throws IOException {
    int newest = snapshots.newestMeta();
    snapshots.writePage(1 - newest, withId(snapshots.laterMeta(newest, 2), 1 - newest));
    snapshots.writePage(lost, new byte[RecordedDatabase.PAGE]);

    assertEquals("bolt-b", keyOf182());
  }

  private static byte[] withId(byte[] page, int id) {
    page[0] = (byte) id;
    return page;
  }

  @Test
  void withoutAMetaPageThereIsNoDatabase() throws IOException {
    snapshots.writePage(0, new byte[RecordedDatabase.PAGE]);
    snapshots.writePage(1, new byte[RecordedDatabase.PAGE]);

    assertInvalid();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 79, 80, 4_095, 4_096, 4_176, 8_192, 20_000})
  void aFileThatIsCutOffIsNoDatabase(long length) throws IOException {
    snapshots.truncate(length);

    assertInvalid();
  }

  @Test
  void aLookupIsDoneAgainAfterACommit() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (BoltFile file = snapshots.open()) {
      int answer =
          file.read(
              root -> {
                if (asked.getAndIncrement() < 2) {
                  commit(asked.get());
                }
                return asked.get();
              });
      assertEquals(3, answer);
    }
  }

  @Test
  void whatACommitBrokeIsNotBelievedToBeBroken() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (BoltFile file = snapshots.open()) {
      String answer =
          file.read(
              root -> {
                if (asked.getAndIncrement() == 0) {
                  commit(1);
                  throw new CannotLookException(Reason.STATE_INVALID, "torn");
                }
                return "whole";
              });
      assertEquals("whole", answer);
    }
  }

  @Test
  void aDatabaseThatNeverRestsIsInFlux() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (BoltFile file = snapshots.open()) {
      CannotLookException e =
          assertThrows(
              CannotLookException.class,
              () ->
                  file.read(
                      root -> {
                        commit(asked.incrementAndGet());
                        return root;
                      }));
      assertEquals(Reason.IN_FLUX, e.reason());
    }
  }

  /** The older meta page becomes the newer one. */
  private void commit(int times) {
    int meta = (snapshots.newestMeta() + times) % 2;
    try {
      snapshots.writePage(meta, snapshots.laterMeta(meta, times));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 63, 64, 1L << 40, -1})
  void aRootThatIsNoBucketIsRefused(long root) throws IOException {
    byte[] meta = snapshots.laterMeta(snapshots.newestMeta(), 2);
    RecordedDatabase.littleEndian(meta).putLong(32, root);
    snapshots.writePage(snapshots.newestMeta(), RecordedDatabase.summed(meta));

    try (BoltFile file = snapshots.open()) {
      Optional<Bucket> found =
          file.read(bucket -> bucket.bucket("v1", "nothing of the kind is there"));
      assertEquals(Optional.empty(), found);
    } catch (CannotLookException e) {
      assertEquals(Reason.STATE_INVALID, e.reason());
    }
  }

  /** Branches whose children are themselves would be walked for ever. */
  @Test
  void aCircleEnds() throws IOException {
    for (int page = 2; page < snapshots.recorded().length / RecordedDatabase.PAGE; page++) {
      snapshots.writePage(page, circle(page));
    }

    assertInvalid();
    try (BoltFile file = snapshots.open()) {
      CannotLookException e =
          assertThrows(
              CannotLookException.class, () -> file.read(root -> root.firstKey(key -> false)));
      assertEquals(Reason.STATE_INVALID, e.reason());
    }
  }

  private static byte[] circle(int page) {
    byte[] bytes = new byte[RecordedDatabase.PAGE];
    var out = RecordedDatabase.littleEndian(bytes);
    int count = 250;
    out.putLong(page).putShort((short) 1).putShort((short) count).putInt(0);
    for (int i = 0; i < count; i++) {
      out.putInt(0).putInt(0).putLong(page);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void brokenSnapshotsAreReadOrRefused(long seed) throws IOException {
    assertReadOrRefused(
        snapshots,
        seed,
        () -> {
          try (SnapshotDatabase database =
              SnapshotDatabase.open(snapshots.host(), snapshots.path())) {
            database.find(183);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void brokenContainersAreReadOrRefused(long seed) throws IOException {
    assertReadOrRefused(
        containers,
        seed,
        () -> {
          try (ContainerDatabase database =
              ContainerDatabase.open(containers.host(), containers.path())) {
            database.find("k8s.io", "bolt-b");
          }
        });
  }

  /** Reads a database. */
  @FunctionalInterface
  private interface Reader {
    void read() throws CannotLookException;
  }

  private static void assertReadOrRefused(RecordedDatabase database, long seed, Reader reader)
      throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      int page = random.nextInt(database.recorded().length / RecordedDatabase.PAGE);
      byte[] broken = broken(database.page(page), random);
      database.writePage(page, page < 2 ? RecordedDatabase.summed(broken) : broken);
      readOrRefuse(reader, seed, i);
      database.writePage(page, database.page(page));
    }
    database.truncate(random.nextInt(database.recorded().length));
    readOrRefuse(reader, seed, MUTATIONS);
  }

  private static void readOrRefuse(Reader reader, long seed, int mutation) {
    try {
      reader.read();
    } catch (CannotLookException refused) {
      assertEquals(Reason.STATE_INVALID, refused.reason());
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed + ", mutation " + mutation, e);
    }
  }

  private static byte[] broken(byte[] page, Random random) {
    for (int times = 1 + random.nextInt(6); times > 0; times--) {
      // The header, and where the first elements are.
      int at = random.nextBoolean() ? random.nextInt(96) : random.nextInt(page.length);
      page[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) (page[at] ^ (1 << random.nextInt(8)));
            case 1 -> (byte) random.nextInt(256);
            default -> (byte) 0xff;
          };
    }
    return page;
  }

  private String keyOf182() throws CannotLookException {
    try (SnapshotDatabase database = SnapshotDatabase.open(snapshots.host(), snapshots.path())) {
      return database.find(182).orElseThrow().key();
    }
  }

  private void assertInvalid() {
    assertEquals(
        Reason.STATE_INVALID, assertThrows(CannotLookException.class, this::keyOf182).reason());
  }
}
