package io.driftwatch.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How much a finding matters, worst first. */
public enum Severity {
  @JsonProperty("critical")
  CRITICAL,
  @JsonProperty("warning")
  WARNING,
  @JsonProperty("info")
  INFO;

  /** The severity as JSON, rules and labels have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this is as bad as {@code other}, or worse. */
  public boolean isAtLeast(Severity other) {
    return compareTo(other) <= 0;
  }
}
