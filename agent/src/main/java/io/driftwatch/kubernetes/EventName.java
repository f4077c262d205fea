package io.driftwatch.kubernetes;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes names and times of Events the way that the API server takes them. */
final class EventName {

  /** Of a name in the API: a DNS subdomain. */
  private static final int MAX_LENGTH = 253;

  /** Exactly six digits of a second: the API server refuses any other number of them. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private EventName() {}

  /** As client-go has it: the pod's name, and the time in nanoseconds as a hexadecimal number. */
  static String of(String pod, Instant at) {
    long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    String end = "." + Long.toHexString(nanos);
    int length = Math.min(pod.length(), MAX_LENGTH - end.length());
    // What is before the dot has to end in a letter or digit.
    while (length > 0 && !Character.isLetterOrDigit(pod.charAt(length - 1))) {
      length--;
    }
    return pod.substring(0, length) + end;
  }

  static String time(Instant at) {
    return MICRO_TIME.format(at);
  }
}
