package io.driftwatch.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An Event that becomes a series when the same happens again soon.
 *
 * @param namespace of the Event
 * @param name of the Event
 * @param note of the Event, which cannot be changed
 * @param count how often it happened
 * @param observedAt when last, in milliseconds of Unix time
 */
public record OpenEvent(String namespace, String name, String note, int count, long observedAt) {

  /** As in client-go's recorder. */
  private static final Duration FINISHED_AFTER = Duration.ofMinutes(6);

  public OpenEvent {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
    Objects.requireNonNull(note);
  }

  /** Whether an Event with that note would be this one once more. */
  boolean isRepeatedBy(String otherNote, Instant now) {
    return note.equals(otherNote)
        && now.isBefore(Instant.ofEpochMilli(observedAt).plus(FINISHED_AFTER));
  }

  OpenEvent repeated(Instant now) {
    return new OpenEvent(namespace, name, note, count + 1, now.toEpochMilli());
  }
}
