package io.driftwatch.compare;

/** The outcome of holding the two sides of a path against each other. */
public sealed interface Comparison permits Change, Comparison.NoChange {

  /** The outcomes that are no change. */
  enum NoChange implements Comparison {
    /** Nothing that counts differs. */
    SAME,
    /** Copied up, and nothing differs but perhaps times. */
    TOUCHED
  }
}
