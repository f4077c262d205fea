package io.driftwatch.judge;

import io.driftwatch.file.FilePath;

/**
 * A pattern as a machine whose states are all tried at once, a bit each. However pattern and text
 * are made, a byte of the text takes one step, which is a few operations for each 64 bytes of the
 * pattern: nobody can write a name that takes long.
 */
final class Wildcards {

  private static final int OTHER = 0;

  /** For each byte the row of {@link #accepted} that is its. */
  private final byte[] rows = new byte[1 << Byte.SIZE];

  /** For each row the states that its bytes lead to. */
  private final long[][] accepted;

  private final long[] stays;
  private final long[] staysAtSlash;
  private final int end;

  /**
   * A machine.
   *
   * @param pattern {@code ?} is one byte, {@code *} and {@code **} are any number
   * @param free whether {@code ?} and {@code *} take a slash too
   */
  Wildcards(byte[] pattern, boolean free) {
    int words = pattern.length / Long.SIZE + 1;
    stays = new long[words];
    staysAtSlash = new long[words];
    accepted = new long[numberRows(pattern)][words];
    int state = 0;
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i] == '*') {
        boolean two = i + 1 < pattern.length && pattern[i + 1] == '*';
        set(stays, state);
        if (two || free) {
          set(staysAtSlash, state);
        }
        i += two ? 1 : 0;
      } else {
        accept(pattern[i], ++state, free);
      }
    }
    end = state;
  }

  /** Each byte that the pattern names has a row, and so has the slash; the others share one. */
  private int numberRows(byte[] pattern) {
    int count = OTHER + 1;
    rows['/'] = (byte) count++;
    for (byte b : pattern) {
      if (rows[b & 0xff] == OTHER) {
        rows[b & 0xff] = (byte) count++;
      }
    }
    return count;
  }

  private void accept(byte element, int state, boolean free) {
    if (element != '?') {
      set(rowOf(element), state);
      return;
    }
    for (long[] row : accepted) {
      if (free || row != rowOf((byte) '/')) {
        set(row, state);
      }
    }
  }

  private long[] rowOf(byte b) {
    return accepted[rows[b & 0xff] & 0xff];
  }

  private static void set(long[] states, int state) {
    states[state / Long.SIZE] |= 1L << (state % Long.SIZE);
  }

  /** Whether the whole text fits. */
  boolean matches(FilePath text) {
    return stays.length == 1 ? matchesInOneWord(text) : matchesInWords(text);
  }

  /** Most patterns are that short, and every change is held against every one. */
  private boolean matchesInOneWord(FilePath text) {
    long staying = stays[0];
    long stayingAtSlash = staysAtSlash[0];
    long states = 1;
    for (int i = 0; i < text.length() && states != 0; i++) {
      byte b = text.at(i);
      states = ((states << 1) & rowOf(b)[0]) | (states & (b == '/' ? stayingAtSlash : staying));
    }
    return (states >>> end & 1) != 0;
  }

  private boolean matchesInWords(FilePath text) {
    long[] states = new long[stays.length];
    set(states, 0);
    for (int i = 0; i < text.length(); i++) {
      if (!step(states, text.at(i))) {
        return false;
      }
    }
    return (states[end / Long.SIZE] >>> (end % Long.SIZE) & 1) != 0;
  }

  private boolean step(long[] states, byte b) {
    long[] accepting = rowOf(b);
    long[] staying = b == '/' ? staysAtSlash : stays;
    long carried = 0;
    long any = 0;
    for (int i = 0; i < states.length; i++) {
      long was = states[i];
      states[i] = ((was << 1 | carried) & accepting[i]) | (was & staying[i]);
      carried = was >>> (Long.SIZE - 1);
      any |= states[i];
    }
    return any != 0;
  }

  /** Whether a pattern has nothing but these bytes. */
  static boolean hasOnly(String pattern, String bytes) {
    return pattern.chars().allMatch(c -> bytes.indexOf(c) >= 0);
  }
}
