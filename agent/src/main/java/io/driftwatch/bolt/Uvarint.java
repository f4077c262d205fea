package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import java.io.ByteArrayOutputStream;

/**
 * Numbers as Go's encoding/binary writes them: seven bits a byte, the lowest first, the top bit set
 * in all bytes but the last.
 */
final class Uvarint {

  /** Of a number that is not negative in 63 bits. */
  private static final int MAX_BYTES = 9;

  private Uvarint() {}

  static byte[] encode(long number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long left = number;
    for (; left > 0x7f; left >>>= 7) {
      bytes.write((int) (left & 0x7f) | 0x80);
    }
    bytes.write((int) left);
    return bytes.toByteArray();
  }

  static long decode(byte[] bytes) throws CannotLookException {
    Page.require(bytes.length > 0 && bytes.length <= MAX_BYTES, "no number");
    long number = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      number = (number << 7) | (bytes[i] & 0x7f);
      Page.require(bytes[i] >= 0 == (i == bytes.length - 1), "no number");
    }
    return number;
  }
}
