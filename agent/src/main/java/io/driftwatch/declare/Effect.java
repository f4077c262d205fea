package io.driftwatch.declare;

import java.util.Locale;

/** What became of a command that a specification has run. */
public enum Effect {
  /** Every file is as it says. */
  DONE,
  /** It may not have been run yet. */
  PENDING,
  /** It was to be run by now, and a file is not as it says: what was hardened is not. */
  INEFFECTIVE,
  /** It cannot be run as it is written. */
  CANNOT_WORK,
  /** It says more than is understood here, or may not be run; it excuses nothing. */
  NOT_UNDERSTOOD;

  /** The word for it, in JSON and tables. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
