package io.driftwatch.report;

import java.util.Locale;

/** What the image has at a directory that a container wrote to, the least first. */
public enum Ground {
  /** Nothing: the container made the directory. */
  NEW,
  /** The directory, with nothing in it. */
  EMPTY,
  /** The directory with files that the container also wrote to, or beside. */
  SHARED;

  /** The word for it, in JSON and state files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
