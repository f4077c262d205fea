package io.driftwatch.report;

/**
 * How much of what was found in one container is kept in detail; numbers are exact in any case.
 *
 * @param findings how many
 * @param bytes memory that they take, roughly
 */
public record ReportLimits(int findings, long bytes) {

  /** For a report that is printed: ten thousand findings in 16 MiB. */
  public static final ReportLimits DEFAULT = new ReportLimits(10_000, 16L << 20);
}
