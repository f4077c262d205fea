package io.driftwatch.image;

import java.util.LinkedHashMap;
import java.util.Map;

/** As many entries as there is room for; the one that was asked for longest ago is forgotten. */
final class Latest<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1;

  private final int most;

  /**
   * @param most entries there is room for
   */
  Latest(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
