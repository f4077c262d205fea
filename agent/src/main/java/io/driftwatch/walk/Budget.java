package io.driftwatch.walk;

/**
 * How much of one container is walked at most, so that no tree can hold a scan up for ever.
 *
 * @param entries paths
 * @param depth levels of directories
 */
public record Budget(long entries, int depth) {

  /** Far more than any image has: ten million paths, four thousand levels. */
  public static final Budget DEFAULT = new Budget(10_000_000, 4_096);
}
