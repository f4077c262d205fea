package io.driftwatch.walk;

/**
 * How much of one container is walked at most, so that no tree can hold a scan up for ever.
 *
 * @param entries paths
 * @param depth levels of directories
 * @param waiting directories that are known but not yet entered, which is what takes memory
 */
public record Budget(long entries, int depth, int waiting) {

  /** Far more than any image has: ten million paths, four thousand levels. */
  public static final Budget DEFAULT = new Budget(10_000_000, 4_096, 200_000);
}
