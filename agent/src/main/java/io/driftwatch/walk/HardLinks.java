package io.driftwatch.walk;

import io.driftwatch.file.Digest;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.LastUsed;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of a single pass: the digests of files with several names, so that a thousand links to
 * one file cost one reading.
 */
public final class HardLinks implements FileMemory {

  /** A new one for each look at a container. */
  public static final Source SOURCE = startedAt -> new HardLinks();

  private static final int MAX_FILES = 4_096;

  private final Map<FileStat, Digest> digests = new LastUsed<>(MAX_FILES);

  @Override
  public FileFacts recall(FileStat stat) {
    Digest digest = stat.links() > 1 ? digests.get(stat) : null;
    return digest == null ? FileFacts.NONE : FileFacts.NONE.with(digest);
  }

  @Override
  public void remember(FileStat stat, FileFacts facts) {
    Optional<Digest> digest = stat.links() > 1 ? facts.digest() : Optional.empty();
    digest.ifPresent(d -> digests.put(stat, d));
  }

  @Override
  public boolean isPlain(FileStat stat) {
    return false;
  }

  @Override
  public void rememberPlain(FileStat stat) {}

  @Override
  public boolean isForDigests() {
    return false;
  }
}
