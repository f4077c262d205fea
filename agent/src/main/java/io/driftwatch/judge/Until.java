package io.driftwatch.judge;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * When something ends.
 *
 * @param text as it was written
 * @param end the first instant at which it is over
 */
public record Until(String text, Instant end) {

  private static final int DATE_LENGTH = "2026-12-31".length();

  /**
   * Reads a day, which ends with its last moment in UTC, or an instant.
   *
   * @param text such as {@code 2026-12-31} or {@code 2026-12-31T18:00:00Z}
   * @throws IllegalArgumentException when it is neither
   */
  public static Until of(String text) {
    try {
      Instant end =
          text.length() == DATE_LENGTH
              ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return new Until(text, end);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "no day such as 2026-12-31, and no instant such as 2026-12-31T18:00:00Z: " + text, e);
    }
  }
}
