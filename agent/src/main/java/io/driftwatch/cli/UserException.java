package io.driftwatch.cli;

/** Something that the caller can mend, told in one line that says how. */
final class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitStatus status;

  UserException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  /** A call that cannot work. */
  static UserException usage(String message) {
    return new UserException(ExitStatus.USAGE, message);
  }

  ExitStatus status() {
    return status;
  }
}
