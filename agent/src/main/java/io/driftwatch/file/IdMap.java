package io.driftwatch.file;

import java.util.List;

/**
 * How user or group ids are mapped, as by an idmapped mount.
 *
 * @param ranges what is mapped; without any, every id stays as it is
 * @see <a href="https://docs.kernel.org/filesystems/idmappings.html">idmappings</a>
 */
public record IdMap(List<Range> ranges) {

  /** Leaves every id as it is. */
  public static final IdMap IDENTITY = new IdMap(List.of());

  /** What an id becomes that is not mapped (/proc/sys/kernel/overflowuid). */
  public static final long OVERFLOW = 65534;

  public IdMap {
    ranges = List.copyOf(ranges);
  }

  /**
   * A range of ids.
   *
   * @param from its first id
   * @param to what that one becomes
   * @param count how many ids
   */
  public record Range(long from, long to, long count) {

    private boolean has(long id) {
      return id >= from && id - from < count;
    }
  }

  /** The way back. */
  public IdMap inverse() {
    return new IdMap(
        ranges.stream().map(range -> new Range(range.to, range.from, range.count)).toList());
  }

  /** What an id becomes. */
  public long map(long id) {
    if (ranges.isEmpty()) {
      return id;
    }
    for (Range range : ranges) {
      if (range.has(id)) {
        return range.to() + (id - range.from());
      }
    }
    return OVERFLOW;
  }
}
