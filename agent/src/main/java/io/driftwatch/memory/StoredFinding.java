package io.driftwatch.memory;

import io.driftwatch.report.KnownFinding;

/**
 * A known finding as it is kept over a restart.
 *
 * @param known the finding
 * @param mount whether it is about something that is mounted at the path, or in a volume
 */
record StoredFinding(KnownFinding known, boolean mount) {}
