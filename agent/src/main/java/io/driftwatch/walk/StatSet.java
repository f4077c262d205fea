package io.driftwatch.walk;

import io.driftwatch.file.FileStat;
import java.security.SecureRandom;

/**
 * A set of files' statuses that takes eight bytes for each, and forgets some when it is full. It
 * keeps a hash of 64 bits whose seed nobody knows, so that no container can make one of its files
 * pass for another; that two do by chance is as good as impossible.
 */
final class StatSet {

  /** Half a million files in 4 MiB. */
  private static final int SLOTS = 1 << 19;

  /** So many slots may hold a hash. */
  private static final int WAYS = 8;

  private final long seed = new SecureRandom().nextLong();
  private final long multiplier = new SecureRandom().nextLong() | 1;
  private long[] hashes = {};

  synchronized boolean contains(FileStat stat) {
    long hash = hash(stat);
    for (int way = 0; way < WAYS && hashes.length > 0; way++) {
      if (hashes[slot(hash, way)] == hash) {
        return true;
      }
    }
    return false;
  }

  synchronized void add(FileStat stat) {
    if (hashes.length == 0) {
      hashes = new long[SLOTS];
    }
    long hash = hash(stat);
    // Where there is no room another goes, picked by bits that do not pick the slots.
    int chosen = slot(hash, (int) (hash >>> 61));
    for (int way = 0; way < WAYS; way++) {
      int slot = slot(hash, way);
      if (hashes[slot] == 0 || hashes[slot] == hash) {
        chosen = slot;
        break;
      }
    }
    hashes[chosen] = hash;
  }

  private static int slot(long hash, int way) {
    return ((int) hash & (SLOTS - 1) & -WAYS) + way;
  }

  private long hash(FileStat stat) {
    long hash = seed;
    hash = mix(hash, stat.device().major());
    hash = mix(hash, stat.device().minor());
    hash = mix(hash, stat.inode());
    hash = mix(hash, stat.size());
    hash = mix(hash, stat.permissions());
    hash = mix(hash, stat.modified().seconds());
    hash = mix(hash, stat.modified().nanos());
    hash = mix(hash, stat.changed().seconds());
    hash = mix(hash, stat.changed().nanos());
    return hash == 0 ? 1 : hash;
  }

  /** One round: a multiplication spreads to the higher bits, the shifts bring them down again. */
  private long mix(long hash, long value) {
    long mixed = (hash ^ value) * multiplier;
    mixed = (mixed ^ (mixed >>> 32)) * 0x9e3779b97f4a7c15L;
    return mixed ^ (mixed >>> 29);
  }
}
