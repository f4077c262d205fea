package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import java.util.Optional;

/**
 * What containerd knows of its containers and images: {@code meta.db} in the folder {@code
 * io.containerd.metadata.v1.bolt}. It has, below {@code v1},
 *
 * <pre>
 * NAMESPACE/containers/ID/{image,snapshotKey,snapshotter,...}
 * NAMESPACE/images/REFERENCE/target/{digest,...}
 * </pre>
 *
 * @see <a href="https://github.com/containerd/containerd/blob/main/core/metadata/buckets.go">
 *     containerd's buckets</a>
 */
public final class ContainerDatabase implements AutoCloseable {

  private final BoltFile file;

  private ContainerDatabase(BoltFile file) {
    this.file = file;
  }

  /**
   * Opens a database.
   *
   * @param path of {@code meta.db} on the node, absolute
   */
  public static ContainerDatabase open(HostRoot host, FilePath path) throws CannotLookException {
    return new ContainerDatabase(BoltFile.open(host, path));
  }

  /**
   * The record of a container, when there is one.
   *
   * @param namespace containerd's, one character a byte
   * @param id the container's, one character a byte
   * @throws CannotLookException {@link Reason#STATE_INVALID} when the database is not as it should
   *     be, {@link Reason#IN_FLUX} when it was written to at every attempt to read it
   */
  public Optional<ContainerRecord> find(String namespace, String id) throws CannotLookException {
    return file.read(root -> find(root, namespace, id));
  }

  private static Optional<ContainerRecord> find(Bucket root, String namespace, String id)
      throws CannotLookException {
    Optional<Bucket> container = root.bucket("v1", namespace, "containers", id);
    if (container.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> image = text(container.get(), "image");
    return Optional.of(
        new ContainerRecord(
            image,
            image.isEmpty() ? Optional.empty() : digest(root, namespace, image.get()),
            text(container.get(), "snapshotter"),
            text(container.get(), "snapshotKey")));
  }

  /** A reference may lead nowhere, when the image was removed under a container that runs. */
  private static Optional<String> digest(Bucket root, String namespace, String image)
      throws CannotLookException {
    Optional<Bucket> target = root.bucket("v1", namespace, "images", image, "target");
    return target.isEmpty() ? Optional.empty() : text(target.get(), "digest");
  }

  private static Optional<String> text(Bucket bucket, String key) throws CannotLookException {
    return bucket.text(key).filter(text -> !text.isEmpty());
  }

  @Override
  public void close() {
    file.close();
  }
}
