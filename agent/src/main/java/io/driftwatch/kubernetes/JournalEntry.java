package io.driftwatch.kubernetes;

import java.util.Objects;

/**
 * What Events told of one container.
 *
 * @param containerId its id, as the runtime or its user chose it
 * @param reported which findings
 * @param open the latest Event about them, or null where there was none
 * @param notObservable whether one told that it cannot be observed
 * @param ineffective the latest note about declared commands, or null where there was none
 */
public record JournalEntry(
    String containerId,
    Fingerprints reported,
    OpenEvent open,
    boolean notObservable,
    String ineffective) {

  public JournalEntry {
    Objects.requireNonNull(containerId);
    Objects.requireNonNull(reported);
  }
}
