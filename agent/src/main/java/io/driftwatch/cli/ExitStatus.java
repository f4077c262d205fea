package io.driftwatch.cli;

/** What driftwatch's commands tell a script by their exit status. */
enum ExitStatus {
  /** Nothing to tell of. */
  CLEAN(0),
  /** Unexpected drift. */
  DRIFT(1),
  /** The call, the configuration or the caller's rights were not right. */
  USAGE(2),
  /** No drift, but something could not be looked at. */
  INCOMPLETE(3);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
