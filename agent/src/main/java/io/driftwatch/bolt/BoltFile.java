package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.RegularFile;
import java.util.Optional;

/**
 * A bolt database, open for reading while another process may write to it. A commit writes pages
 * that the commit before left free, and then a meta page. So the pages of a transaction stay as
 * they are until it is no longer the newest one; from then on they may be written over at any time.
 *
 * @see <a href="https://github.com/etcd-io/bbolt">bbolt</a>
 */
final class BoltFile implements AutoCloseable {

  private static final int ATTEMPTS = 8;

  private final RegularFile file;

  private BoltFile(RegularFile file) {
    this.file = file;
  }

  /** Opens a database by its absolute path on the node. */
  static BoltFile open(HostRoot host, FilePath path) throws CannotLookException {
    try (Directory folder = host.openDirectory(path.parent())) {
      return new BoltFile(folder.openFile(path.name().bytes()));
    }
  }

  /** What is to be found in a database. */
  @FunctionalInterface
  interface Search<T> {

    /** Finds it; is asked again when a commit came in between. */
    T in(Bucket root) throws CannotLookException;
  }

  /**
   * Looks something up in one transaction.
   *
   * @throws CannotLookException {@link Reason#STATE_INVALID} when it is no whole database, {@link
   *     Reason#IN_FLUX} when it was written to at every attempt
   */
  <T> T read(Search<T> lookup) throws CannotLookException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Meta meta = newestMeta();
      try {
        T found = lookup.in(new Pages(file, meta).root());
        if (newestMeta().equals(meta)) {
          return found;
        }
      } catch (CannotLookException e) {
        if (newestMeta().equals(meta)) {
          throw e;
        }
      }
    }
    throw new CannotLookException(Reason.IN_FLUX, "the database was written to while it was read");
  }

  /** A meta page that is being written has no valid checksum, and the other one still counts. */
  private Meta newestMeta() throws CannotLookException {
    Optional<Meta> newest = meta(0);
    for (int second : Meta.PAGE_SIZES) {
      newest = newer(newest, meta(second));
    }
    return newest.orElseThrow(
        () -> new CannotLookException(Reason.STATE_INVALID, "no bolt database: no meta page"));
  }

  private Optional<Meta> meta(long offset) throws CannotLookException {
    return Meta.parse(file.read(offset, Meta.BYTES), offset);
  }

  private static Optional<Meta> newer(Optional<Meta> one, Optional<Meta> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().transaction() >= other.get().transaction() ? one : other;
  }

  @Override
  public void close() {
    file.close();
  }
}
