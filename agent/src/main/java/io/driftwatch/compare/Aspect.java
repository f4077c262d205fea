package io.driftwatch.compare;

import java.util.Locale;

/** What of a file differs between the image and now. */
public enum Aspect {
  CONTENT,
  TARGET,
  DEVICE,
  MODE,
  OWNER,
  GROUP,
  CAPABILITY,
  XATTR;

  /** The aspect as JSON has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is what the file holds, rather than what is written about it. */
  boolean isContent() {
    return this == CONTENT || this == TARGET || this == DEVICE;
  }
}
