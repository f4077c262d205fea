package io.driftwatch.report;

import java.util.Locale;

/** How far a container could be looked at. */
public enum Status {
  /** Everything was. */
  SCANNED,
  /** Something in it was not. */
  PARTIAL,
  /** Nothing can be, by what it is or by what is missing here. */
  UNOBSERVABLE,
  /** Nothing was, this time. */
  FAILED;

  /** The status as JSON and labels have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
