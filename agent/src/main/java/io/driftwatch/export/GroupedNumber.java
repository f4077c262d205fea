package io.driftwatch.export;

import java.util.Locale;

/** Numbers for people, digits in groups of three. */
final class GroupedNumber {

  private GroupedNumber() {}

  static String of(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * A number of things, such as {@code 1 path} or {@code 1,200 paths}.
   *
   * @param noun whose plural ends in s
   */
  static String of(long number, String noun) {
    return of(number) + " " + noun + (number == 1 ? "" : "s");
  }
}
