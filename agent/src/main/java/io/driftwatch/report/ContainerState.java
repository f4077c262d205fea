package io.driftwatch.report;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a container between two looks.
 *
 * @param report of the latest look, with what earlier ones found and it did not come by
 * @param lastComplete when the latest look began that left nothing out
 * @param driftedSince when the oldest finding was first seen that makes it drifted, in whole
 *     seconds
 * @param immutability how far it is from being immutable
 */
public record ContainerState(
    ContainerReport report,
    Optional<Instant> lastComplete,
    Optional<Instant> driftedSince,
    Immutability immutability) {

  /** Nobody has judged how far it is from being immutable. */
  public ContainerState(
      ContainerReport report, Optional<Instant> lastComplete, Optional<Instant> driftedSince) {
    this(report, lastComplete, driftedSince, Immutability.UNKNOWN);
  }
}
