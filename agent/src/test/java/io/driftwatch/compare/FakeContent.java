package io.driftwatch.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Content in memory, which remembers how much was read of it at a time. */
final class FakeContent implements Content {

  private final byte[] bytes;
  private final List<Integer> reads = new ArrayList<>();

  private FakeContent(byte[] bytes) {
    this.bytes = bytes;
  }

  static FakeContent of(byte[] bytes) {
    return new FakeContent(bytes);
  }

  /** How much was asked for at a time, in order. */
  List<Integer> reads() {
    return List.copyOf(reads);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public byte[] read(long offset, int length) {
    reads.add(length);
    int from = (int) Math.min(offset, bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(from + length, bytes.length));
  }
}
