package io.driftwatch.kubernetes;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What became of an Event. A closed list: its names are the values of a label. */
public enum EventResult {
  /** The API server has it. */
  SENT,
  /** Kept back by a rate limit; what holds then is sent later. */
  WITHHELD,
  /** The API server was not reached, or could not take it; it is sent again soon. */
  FAILED,
  /** The API server does not want it: permissions, a namespace that is gone. */
  REFUSED;

  /** The result as labels have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The words for all of them. */
  public static List<String> ids() {
    return Stream.of(values()).map(EventResult::id).toList();
  }
}
