package io.driftwatch.report;

import java.util.Locale;

/** How far a container is from being immutable. */
public enum Immutability {
  /** Its root is read-only, and nothing has drifted under it. */
  ENFORCED,
  /** Nothing was written in the time that it was watched: its root can be made read-only. */
  READY,
  /** Its root can be read-only if certain directories are mounts. */
  READY_WITH_MOUNTS,
  /** It writes where no mount can be, or it drifted under a read-only root. */
  NOT_READY,
  /** It cannot be looked at, or has not been watched for long enough. */
  UNKNOWN;

  /** The word for it, in JSON and as a metric's label. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
