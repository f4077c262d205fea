package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.ArrayList;
import java.util.List;

/**
 * The host's user ids that a user namespace has, and so those whose files its makers may call their
 * own. An ordinary user gets his own and those that root lent him in /etc/subuid.
 *
 * @param ranges of ids
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record HostIds(List<IdRange> ranges) {

  /** No id at all. */
  static final HostIds NONE = new HostIds(List.of());

  private static final int FIELDS = 3;

  public HostIds {
    ranges = List.copyOf(ranges);
  }

  /**
   * A range of ids.
   *
   * @param first its first
   * @param count how many
   */
  public record IdRange(long first, long count) {}

  /** Those of a process' user namespace. */
  static HostIds of(ProcessDirectory process) throws CannotLookException {
    return parse(process.readText("uid_map"));
  }

  /** Reads /proc/PID/uid_map: lines of first id inside, first id outside, count. */
  static HostIds parse(String uidMap) throws CannotLookException {
    List<IdRange> ranges = new ArrayList<>();
    for (String line : uidMap.split("\n", -1)) {
      if (!line.isBlank()) {
        ranges.add(range(line.trim().split(" +", -1)));
      }
    }
    return new HostIds(ranges);
  }

  private static IdRange range(String[] fields) throws CannotLookException {
    try {
      if (fields.length == FIELDS) {
        return new IdRange(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new CannotLookException(Reason.STATE_INVALID, "no /proc/PID/uid_map");
  }

  /** Tells those of one user from those of another, who can have none of them. */
  public String name() {
    return ranges.isEmpty() ? "nobody" : Long.toString(ranges.get(0).first);
  }

  /** Whether an id is one of them. */
  public boolean has(long id) {
    return ranges.stream().anyMatch(range -> id >= range.first && id - range.first < range.count);
  }
}
