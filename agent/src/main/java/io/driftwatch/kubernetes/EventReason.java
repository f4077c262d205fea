package io.driftwatch.kubernetes;

/** Why there is an Event. */
enum EventReason {
  DRIFTED("ContainerDrifted", "Warning"),
  NOT_OBSERVABLE("ContainerNotObservable", "Normal"),
  INEFFECTIVE("DeclaredIneffective", "Warning");

  private final String reason;
  private final String type;

  EventReason(String reason, String type) {
    this.reason = reason;
    this.type = type;
  }

  /** As the API has it. */
  String reason() {
    return reason;
  }

  /** {@code Normal} or {@code Warning}: the API knows no other. */
  String type() {
    return type;
  }
}
