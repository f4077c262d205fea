package io.driftwatch.file;

import java.time.Instant;

/**
 * A file's time stamp as the kernel keeps it.
 *
 * @param seconds since the epoch, negative before it
 * @param nanos 0 to 999,999,999 after {@code seconds}
 */
public record FileTime(long seconds, int nanos) {

  /** The same moment for people; clamped, because a file's owner may set any time. */
  public Instant toInstant() {
    long bounded =
        Math.max(Instant.MIN.getEpochSecond(), Math.min(Instant.MAX.getEpochSecond(), seconds));
    return Instant.ofEpochSecond(bounded, nanos);
  }
}
