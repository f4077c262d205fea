package io.driftwatch.walk;

import java.time.Duration;

/**
 * How much of one container's root is looked at in one pass at most, and of its volumes once more,
 * so that no tree can hold a scan up for ever, or take its memory.
 *
 * @param entries paths
 * @param depth levels of directories
 * @param pathBytes length of a path
 * @param waitingBytes memory for directories that are known but not yet entered, roughly; as much
 *     again is for what was looked at, and twice that for where directories lie that were entered
 * @param hashedBytes content that is read to be compared or hashed
 * @param time from when its mounts are looked at, or the first of its volumes
 */
public record Budget(
    long entries, int depth, int pathBytes, long waitingBytes, long hashedBytes, Duration time) {

  /**
   * Far more than any image needs: ten million paths; 4,096 levels, whose path may have 256 KiB; 16
   * MiB for waiting directories; 64 GiB of content; a quarter of an hour.
   */
  public static final Budget DEFAULT =
      new Budget(10_000_000, 4_096, 256 << 10, 16L << 20, 64L << 30, Duration.ofMinutes(15));
}
