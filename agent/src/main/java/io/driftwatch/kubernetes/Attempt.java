package io.driftwatch.kubernetes;

import java.time.Instant;
import java.util.Optional;

/**
 * A notice on its way to the API server.
 *
 * @param regarding what the Event is about
 * @param name of the Event, if it is a new one
 * @param at when it happened
 * @param critical whether it tells of a critical finding that was not told before
 * @param repeated the Event that it repeats
 */
record Attempt(
    WaitingNotice waiting,
    Regarding regarding,
    String name,
    Instant at,
    boolean critical,
    Optional<OpenEvent> repeated) {

  Notice notice() {
    return waiting.notice();
  }

  /** The Event as it is afterwards. */
  OpenEvent event() {
    return repeated
        .map(event -> event.repeated(at))
        .orElseGet(
            () ->
                new OpenEvent(regarding.namespace(), name, notice().note(), 1, at.toEpochMilli()));
  }
}
