package io.driftwatch.report;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;

/**
 * A path that could not be looked at.
 *
 * @param path where, in the container
 * @param reason why
 */
public record LookError(FilePath path, Reason reason) {

  /** Whether the look may have left a path out for it. */
  boolean covers(FilePath other) {
    return reason.hidesWhatIsBelow() ? other.startsWith(path) : other.equals(path);
  }

  /** Whether the look ended there, and left out the rest. */
  boolean endsLook() {
    boolean isAll = path.equals(FilePath.ROOT) && reason == Reason.BUDGET_HASHED_BYTES;
    return isAll || reason.endsLook();
  }
}
