package io.driftwatch.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as the file has them. */
final class NumberWithUnit {

  /** No quantity needs more digits, and so none takes long to read. */
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([a-zA-Z]{0,3})");

  private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L);
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  private static final Map<String, Long> ONES = Map.of("", 1L);

  private NumberWithUnit() {}

  /**
   * A duration.
   *
   * @throws IllegalArgumentException when it is none, or below the least or above the most
   */
  static Duration duration(String text, Duration least, Duration most) {
    return Duration.ofSeconds(
        number(
            text,
            SECONDS,
            "a duration such as 30s, 5m or 1h",
            new Bounds(least.toSeconds(), most.toSeconds(), "s")));
  }

  /**
   * A number of bytes.
   *
   * @throws IllegalArgumentException when it is none, or below the least or above the most
   */
  static long bytes(String text, long least, long most) {
    return number(
        text, BYTES, "a size such as 64MiB, 1GiB or 4096", new Bounds(least, most, " bytes"));
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException when it is none, or below the least or above the most
   */
  static long count(String text, long least, long most) {
    return number(text, ONES, "a number", new Bounds(least, most, ""));
  }

  private record Bounds(long least, long most, String unit) {}

  private static long number(String text, Map<String, Long> units, String what, Bounds bounds) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      throw new IllegalArgumentException("must be " + what + ", not " + text);
    }
    BigInteger number =
        new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(units.get(matcher.group(2))));
    if (number.compareTo(BigInteger.valueOf(bounds.least)) < 0
        || number.compareTo(BigInteger.valueOf(bounds.most)) > 0) {
      throw new IllegalArgumentException(
          "must be %d%s to %d%s, not %s"
              .formatted(bounds.least, bounds.unit, bounds.most, bounds.unit, text));
    }
    return number.longValueExact();
  }
}
