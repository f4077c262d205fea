package io.driftwatch.walk;

import io.driftwatch.file.FileStat;
import java.time.Instant;

/**
 * Remembers what was read of files, so that a file that has not changed is not read again. It says
 * itself how long it may be believed.
 */
public interface FileMemory {

  /**
   * What is known of a file with exactly this status; {@link FileFacts#NONE} when nothing is.
   *
   * @param stat as it is now
   */
  FileFacts recall(FileStat stat);

  /**
   * Something was read of a file.
   *
   * @param stat as it was before the reading
   */
  void remember(FileStat stat, FileFacts facts);

  /**
   * Whether a file with exactly this status was found to be no program. There are so many of them
   * in volumes that no more is remembered.
   */
  boolean isPlain(FileStat stat);

  /**
   * A file was found to be no program.
   *
   * @param stat as it was before the reading
   */
  void rememberPlain(FileStat stat);

  /** Where the memories of passes come from. */
  @FunctionalInterface
  interface Source {

    /**
     * The memory for a look at one container.
     *
     * @param startedAt when the pass began, before anything was looked at
     */
    FileMemory ofPass(Instant startedAt);
  }

  /** Whether digests are worth taking that nobody asked for, because another pass will follow. */
  boolean isForDigests();
}
