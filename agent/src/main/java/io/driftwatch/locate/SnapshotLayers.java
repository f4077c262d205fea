package io.driftwatch.locate;

import io.driftwatch.bolt.Snapshot;
import io.driftwatch.bolt.SnapshotDatabase;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import java.util.List;

/**
 * The layers that containerd's snapshotter has on record of a snapshot, by the number in its
 * upperdir {@code snapshots/N/fs}.
 */
final class SnapshotLayers {

  private static final String DATABASE = "metadata.db";
  private static final String FILES = "fs";

  private SnapshotLayers() {}

  /**
   * The layer of a snapshot that has only one.
   *
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when there is no such record
   */
  static FilePath only(HostRoot host, FilePath upperdir) throws CannotLookException {
    FilePath snapshots = upperdir.parent().parent();
    long number = LayerPaths.number(upperdir.parent().name());
    try (SnapshotDatabase database =
        SnapshotDatabase.open(host, snapshots.parent().resolve(DATABASE))) {
      List<Long> layers = database.find(number).map(Snapshot::layers).orElse(List.of());
      if (layers.size() == 1) {
        return snapshots.resolve(Long.toString(layers.get(0))).resolve(FILES);
      }
      throw new CannotLookException(Reason.LAYERS_UNVERIFIED, layers.size() + " layers on record");
    } catch (CannotLookException e) {
      throw e.reason() == Reason.IN_FLUX
          ? e
          : new CannotLookException(Reason.LAYERS_UNVERIFIED, e.getMessage());
    }
  }
}
