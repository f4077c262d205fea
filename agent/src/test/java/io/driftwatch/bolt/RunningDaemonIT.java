package io.driftwatch.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** containerd's databases beside the daemon that has them open, held against its own answers. */
@Tag("runtime")
final class RunningDaemonIT {

  private static final Pattern LAYER = Pattern.compile("/snapshots/([0-9]+)/fs");
  private static final Pattern UPPERDIR = Pattern.compile("upperdir=[^,]*");
  private static final Pattern LOWERDIR = Pattern.compile("lowerdir=[^,]*");

  private static Runtimes runtimes;
  private static HostRoot host;

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start();
    host = HostRoot.open(FilePath.ROOT);
  }

  @AfterAll
  static void stop() throws IOException {
    if (host != null) {
      host.close();
    }
    if (runtimes != null) {
      runtimes.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"busybox", "httpd", "layers60"})
  void agreesWithTheDaemon(String image) throws IOException {
    Runtimes.Started container = runtimes.run("cri", "bolt-" + image, image, List.of());
    try {
      String mount = runtimes.ctr("snapshots", "mounts", "/x", container.id());
      String reference = "localhost/driftwatch/" + image + ":1";
      String digest = runtimes.ctr("images", "ls", "name==" + reference);

      assertEquals(
          Optional.of(new Snapshot("k8s.io", container.id(), numbers(LOWERDIR, mount))),
          snapshot(numbers(UPPERDIR, mount).get(0)));
      ContainerRecord record = record(container.id()).orElseThrow();
      assertEquals(Optional.of(reference), record.image());
      assertEquals(Optional.of(container.id()), record.snapshotKey());
      assertEquals(Optional.of("overlayfs"), record.snapshotter());
      assertTrue(digest.contains(record.digest().orElseThrow()), digest);
    } finally {
      runtimes.remove(container);
    }
  }

  /** The daemon commits as fast as a client can ask it to. */
  @Test
  void answersTheSameWhileTheDaemonWrites() throws IOException {
    Runtimes.Started container = runtimes.run("cri", "bolt-written", "httpd", List.of());
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Integer> writes =
        CompletableFuture.supplyAsync(() -> write(container.id(), enough));
    try {
      long number =
          numbers(UPPERDIR, runtimes.ctr("snapshots", "mounts", "/x", container.id())).get(0);
      Optional<Snapshot> snapshot = snapshot(number);
      Optional<ContainerRecord> record = record(container.id());
      for (int i = 0; i < 2_000; i++) {
        assertEquals(snapshot, snapshot(number));
        assertEquals(record, record(container.id()));
      }
    } finally {
      enough.set(true);
      assertTrue(writes.join() > 0);
      runtimes.remove(container);
    }
  }

  private static int write(String id, AtomicBoolean enough) {
    int writes = 0;
    while (!enough.get()) {
      try {
        runtimes.ctr("containers", "label", id, "n=" + writes);
        runtimes.ctr("snapshots", "label", id, "n=" + writes);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      writes++;
    }
    return writes;
  }

  private static List<Long> numbers(Pattern option, String mount) {
    Matcher value = option.matcher(mount);
    assertTrue(value.find(), mount);
    return LAYER.matcher(value.group()).results().map(m -> Long.valueOf(m.group(1))).toList();
  }

  private static Optional<Snapshot> snapshot(long number) throws IOException {
    FilePath folder = root().resolve("io.containerd.snapshotter.v1.overlayfs");
    try (SnapshotDatabase database = SnapshotDatabase.open(host, folder.resolve("metadata.db"))) {
      return database.find(number);
    }
  }

  private static Optional<ContainerRecord> record(String id) throws IOException {
    FilePath folder = root().resolve("io.containerd.metadata.v1.bolt");
    try (ContainerDatabase database = ContainerDatabase.open(host, folder.resolve("meta.db"))) {
      return database.find("k8s.io", id);
    }
  }

  private static FilePath root() {
    return FilePath.of(runtimes.containerdRoot());
  }
}
