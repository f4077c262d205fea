package io.driftwatch.advise;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What advice rests on.
 *
 * @param since when the first of the containers started that were looked at
 * @param watched from then to the latest look
 * @param starts how often one of them was started, as far as it was looked at
 * @param pods of how many pods, or containers without one, on this node
 * @param remembered whether that is the memory of the agent, and not this look alone
 * @param unseen what could not be looked at, in words
 */
public record Basis(
    Instant since,
    Duration watched,
    int starts,
    int pods,
    boolean remembered,
    List<String> unseen) {

  public Basis {
    unseen = List.copyOf(unseen);
  }
}
