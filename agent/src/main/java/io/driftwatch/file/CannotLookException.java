package io.driftwatch.file;

import java.io.IOException;
import java.util.Objects;

/** Something could not be looked at. Whoever catches it reports it; it never means "clean". */
public final class CannotLookException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param reason which of the closed list
   * @param detail what was tried, printable
   */
  public CannotLookException(Reason reason, String detail) {
    super(detail);
    this.reason = Objects.requireNonNull(reason);
  }

  public Reason reason() {
    return reason;
  }
}
