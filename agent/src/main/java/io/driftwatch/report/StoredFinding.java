package io.driftwatch.report;

/**
 * A known finding as it is kept over a restart.
 *
 * @param known the finding
 * @param mount whether it is about something that is mounted at the path, or in a volume
 */
public record StoredFinding(KnownFinding known, boolean mount) {}
