package io.driftwatch.report;

import java.time.Instant;
import java.util.Set;

/**
 * Where the containers of one image in one workload wrote, over all replicas on the node and all
 * the time that they were watched.
 *
 * @param since when the first of them started that was looked at
 * @param until when the latest look at one of them began that left nothing out
 * @param pods UIDs of the pods, or ids of containers that are no pod's, as many as are kept
 * @param starts how often one of them was started, as far as it was looked at
 * @param partial whether some look left something out, so that there may be more
 * @param writes where they wrote, with the largest numbers seen
 */
public record WriteProfile(
    Instant since, Instant until, Set<String> pods, int starts, boolean partial, Writes writes) {

  public WriteProfile {
    pods = Set.copyOf(pods);
  }
}
