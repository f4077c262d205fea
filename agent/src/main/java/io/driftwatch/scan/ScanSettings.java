package io.driftwatch.scan;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileMemory;
import io.driftwatch.walk.HardLinks;

/**
 * How scans are done.
 *
 * @param digests which digests are reported
 * @param budget what a look at one container may take
 * @param memory what is known of files from earlier scans
 * @param volumes whether volumes are looked through for programs
 * @param threads how many containers are scanned at once
 */
public record ScanSettings(
    DigestPolicy digests, Budget budget, FileMemory.Source memory, boolean volumes, int threads) {

  /** A single scan, within the budgets that do for any image. */
  public static ScanSettings once(DigestPolicy digests, int threads) {
    return once(digests, Budget.DEFAULT, threads);
  }

  /** A single scan within a budget. */
  public static ScanSettings once(DigestPolicy digests, Budget budget, int threads) {
    return new ScanSettings(digests, budget, HardLinks.SOURCE, true, threads);
  }

  /** The same, with or without a look through volumes. */
  public ScanSettings withVolumes(boolean looked) {
    return new ScanSettings(digests, budget, memory, looked, threads);
  }
}
