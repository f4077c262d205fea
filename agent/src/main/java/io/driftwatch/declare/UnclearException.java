package io.driftwatch.declare;

import io.driftwatch.file.Printable;

/** A command is not understood, or cannot work; the message is printable. */
final class UnclearException extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean broken;

  private UnclearException(String why, boolean broken) {
    super(Printable.of(why), null, false, false);
    this.broken = broken;
  }

  static UnclearException notUnderstood(String why) {
    return new UnclearException(why, false);
  }

  static UnclearException cannotWork(String why) {
    return new UnclearException(why, true);
  }

  Meaning meaning() {
    return broken ? new Meaning.CannotWork(getMessage()) : new Meaning.NotUnderstood(getMessage());
  }
}
