package io.driftwatch.scan;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileMemory;
import io.driftwatch.walk.HardLinks;

/**
 * How the containers of a node are scanned once.
 *
 * @param digests which digests are reported
 * @param budget what a look at one container may take
 * @param memory what is known of files from earlier scans
 * @param volumes whether volumes are looked through for programs
 * @param threads how many containers are scanned at once
 */
public record NodeScanSettings(
    DigestPolicy digests, Budget budget, FileMemory.Source memory, boolean volumes, int threads) {

  /** A single scan, within the budgets that do for any image. */
  public static NodeScanSettings once(DigestPolicy digests, int threads) {
    return once(digests, Budget.DEFAULT, threads);
  }

  /** A single scan within a budget. */
  public static NodeScanSettings once(DigestPolicy digests, Budget budget, int threads) {
    return new NodeScanSettings(digests, budget, HardLinks.SOURCE, true, threads);
  }

  /** The same, with or without a look through volumes. */
  public NodeScanSettings withVolumes(boolean looked) {
    return new NodeScanSettings(digests, budget, memory, looked, threads);
  }
}
