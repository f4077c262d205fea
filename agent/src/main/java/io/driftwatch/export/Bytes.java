package io.driftwatch.export;

/** Numbers of bytes, for people and for Kubernetes. */
final class Bytes {

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private Bytes() {}

  /** Rounded up: {@code 5 KiB}. */
  static String text(long bytes) {
    if (bytes < KIB) {
      return GroupedNumber.of(bytes, "byte");
    }
    if (bytes < MIB) {
      return GroupedNumber.of(units(bytes, KIB)) + " KiB";
    }
    return bytes < GIB
        ? GroupedNumber.of(units(bytes, MIB)) + " MiB"
        : GroupedNumber.of(units(bytes, GIB)) + " GiB";
  }

  /**
   * A Kubernetes quantity, such as {@code 16Mi}.
   *
   * @param bytes a multiple of MiB
   */
  static String quantity(long bytes) {
    return bytes % GIB == 0 ? bytes / GIB + "Gi" : bytes / MIB + "Mi";
  }

  private static long units(long bytes, long unit) {
    return bytes / unit + (bytes % unit == 0 ? 0 : 1);
  }
}
