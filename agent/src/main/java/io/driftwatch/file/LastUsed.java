package io.driftwatch.file;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of a bounded number of entries: the one that was asked for longest ago makes room for a new
 * one. A cache that may turn a new entry away would give whoever adds many a fresh count for each.
 * Not for several threads.
 */
public final class LastUsed<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1;

  private final int most;

  /**
   * An empty one.
   *
   * @param most how many entries there is room for
   */
  public LastUsed(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
