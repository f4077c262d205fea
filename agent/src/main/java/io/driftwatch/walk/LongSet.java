package io.driftwatch.walk;

/** A set of numbers that are spread evenly, as keyed hashes are, in little memory. */
final class LongSet {

  private static final int FEWEST_SLOTS = 64;

  /** Zero where none is. */
  private long[] slots = new long[FEWEST_SLOTS];

  private int size;

  boolean contains(long number) {
    return slots[slotOf(number)] != 0;
  }

  /** Adds a number other than 0. */
  void add(long number) {
    int slot = slotOf(number);
    if (slots[slot] == 0) {
      slots[slot] = number;
      size++;
      if (size > room()) {
        grow();
      }
    }
  }

  /** Whether so many more would fit in so many bytes. */
  boolean hasRoomFor(int more, long mostBytes) {
    return size + more <= room() || 2 * bytes() <= mostBytes;
  }

  private int room() {
    return slots.length / 4 * 3;
  }

  private int slotOf(long number) {
    int mask = slots.length - 1;
    int slot = (int) number & mask;
    while (slots[slot] != 0 && slots[slot] != number) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[2 * before.length];
    for (long number : before) {
      if (number != 0) {
        slots[slotOf(number)] = number;
      }
    }
  }

  /** How much memory it takes, in bytes. */
  long bytes() {
    return 8L * slots.length;
  }
}
