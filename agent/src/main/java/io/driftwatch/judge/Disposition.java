package io.driftwatch.judge;

import java.util.Locale;

/** Whether anyone said that a change is meant to be. */
public enum Disposition {
  /** Nobody did. */
  UNEXPECTED,
  /** The pod's own specification says that it does exactly this. */
  DECLARED,
  /** A policy rule allows it. */
  ALLOWED;

  /** The disposition as JSON and labels have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
