package io.driftwatch.scan;

import io.driftwatch.judge.Policy;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileMemory;
import io.driftwatch.walk.Pace;
import java.time.Instant;

/**
 * How one look at a container is to be done.
 *
 * @param startedAt when the pass began
 * @param policy by which changes are judged
 * @param budget what it may take
 * @param memory what is known of files from earlier looks
 * @param pace is told how it gets on
 * @param volumes whether volumes are looked through for programs
 * @param limits how much of what was found is kept
 * @param listener is told what is found
 */
public record ScanRequest(
    Instant startedAt,
    Policy policy,
    Budget budget,
    FileMemory memory,
    Pace pace,
    boolean volumes,
    ReportLimits limits,
    ContainerScanListener listener) {}
