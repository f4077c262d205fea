package io.driftwatch.linux;

/** This process' own descriptors. */
public final class Descriptors {

  private Descriptors() {}

  /** Whether a descriptor is a terminal. */
  public static boolean isTerminal(int fd) {
    return Linux.C.isatty(fd) == 1;
  }
}
