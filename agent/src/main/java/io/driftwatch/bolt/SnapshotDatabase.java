package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshotter of containerd knows of its snapshots: {@code metadata.db} in its folder,
 * {@code io.containerd.snapshotter.v1.NAME}, beside {@code snapshots}. It has, below {@code v1},
 *
 * <pre>
 * snapshots/KEY/{id,parent,...}   KEY is NAMESPACE/NUMBER/NAME, id the N of snapshots/N
 * parents/PARENT 0 CHILD          their ids, and the child's KEY as value
 * </pre>
 *
 * @see <a href="https://github.com/containerd/containerd/blob/main/core/snapshots/storage/bolt.go">
 *     containerd's storage</a>
 */
public final class SnapshotDatabase implements AutoCloseable {

  /** OVL_MAX_STACK of overlayfs; a longer chain could not be mounted. */
  private static final int MAX_LAYERS = 500;

  private final BoltFile file;

  private SnapshotDatabase(BoltFile file) {
    this.file = file;
  }

  /**
   * Opens a database.
   *
   * @param path of {@code metadata.db} on the node, absolute
   */
  public static SnapshotDatabase open(HostRoot host, FilePath path) throws CannotLookException {
    return new SnapshotDatabase(BoltFile.open(host, path));
  }

  /**
   * The snapshot with a number, when there is one that has parents; without any there is no
   * overlay.
   *
   * @param number the N of the upperdir {@code snapshots/N/fs}
   * @throws CannotLookException {@link Reason#STATE_INVALID} when the database is not as it should
   *     be, {@link Reason#IN_FLUX} when it was written to at every attempt to read it
   */
  public Optional<Snapshot> find(long number) throws CannotLookException {
    return file.read(root -> find(root, number));
  }

  private static Optional<Snapshot> find(Bucket root, long number) throws CannotLookException {
    Optional<Bucket> parents = root.bucket("v1", "parents");
    Optional<Bucket> snapshots = root.bucket("v1", "snapshots");
    if (parents.isEmpty() || snapshots.isEmpty()) {
      return Optional.empty();
    }
    byte[] child = Uvarint.encode(number);
    Optional<byte[]> relation = parents.get().firstKey(key -> isOf(key, child));
    if (relation.isEmpty()) {
      return Optional.empty();
    }
    byte[] key = parents.get().value(relation.get()).orElse(new byte[0]);
    List<Long> chain = chain(snapshots.get(), key);
    Page.require(chain.get(0) == number, "another snapshot in the place of " + number);
    return Optional.of(snapshot(key, chain.subList(1, chain.size())));
  }

  /** The last byte of a number is never 0 here, so that the separator is the only one. */
  private static boolean isOf(byte[] relation, byte[] child) {
    int separator = relation.length - child.length - 1;
    return separator >= 0
        && relation[separator] == 0
        && Arrays.equals(relation, separator + 1, relation.length, child, 0, child.length);
  }

  private static List<Long> chain(Bucket snapshots, byte[] topmost) throws CannotLookException {
    List<Long> chain = new ArrayList<>();
    Optional<byte[]> key = Optional.of(topmost);
    while (key.isPresent()) {
      Page.require(chain.size() <= MAX_LAYERS, "parents without end");
      Bucket snapshot = snapshots.bucket(key.get()).orElseThrow(SnapshotDatabase::incomplete);
      byte[] id = snapshot.value(new byte[] {'i', 'd'}).orElseThrow(SnapshotDatabase::incomplete);
      chain.add(Uvarint.decode(id));
      key = snapshot.value("parent".getBytes(StandardCharsets.US_ASCII)).filter(k -> k.length > 0);
    }
    return chain;
  }

  private static CannotLookException incomplete() {
    return new CannotLookException(Reason.STATE_INVALID, "a snapshot that is not complete");
  }

  private static Snapshot snapshot(byte[] key, List<Long> layers) throws CannotLookException {
    String[] parts = new String(key, StandardCharsets.ISO_8859_1).split("/", 3);
    Page.require(parts.length == 3, "a snapshot without a namespace");
    return new Snapshot(parts[0], parts[2], layers);
  }

  @Override
  public void close() {
    file.close();
  }
}
