package io.driftwatch.judge;

/** Rules and allow entries that cannot be meant together. */
public final class InvalidPolicyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String name;

  InvalidPolicyException(String name, String message) {
    super(message);
    this.name = name;
  }

  /** Of the rule or the allow entry that is wrong. */
  public String name() {
    return name;
  }
}
