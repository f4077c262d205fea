package io.driftwatch.metrics;

/**
 * How a cache was used.
 *
 * @param entries that it has now
 * @param bytes that they take, roughly
 * @param hits since the start
 * @param misses since the start
 * @param evictions since the start, of entries that had no room
 */
public record CacheUse(long entries, long bytes, long hits, long misses, long evictions) {

  /** Of a cache that nobody has used. */
  public static final CacheUse NONE = new CacheUse(0, 0, 0, 0, 0);
}
