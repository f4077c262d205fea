package io.driftwatch.linux;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * Some of a directory's names.
 *
 * @param names each one path component, as bytes
 * @param next where the following batch starts
 * @param isLast whether no names follow
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents64(2)</a>
 */
public record NameBatch(List<byte[]> names, long next, boolean isLast) {

  static final NameBatch END = new NameBatch(List.of(), 0, true);

  private static final int OFFSET = 8;
  private static final int RECORD_LENGTH = 16;
  private static final int NAME = 19;

  static NameBatch read(Pointer entries, int length) {
    if (length == 0) {
      return END;
    }
    List<byte[]> names = new ArrayList<>();
    long next = 0;
    int at = 0;
    while (at < length) {
      next = entries.getLong(at + OFFSET);
      int recordLength = Short.toUnsignedInt(entries.getShort(at + RECORD_LENGTH));
      byte[] name = name(entries, at + NAME, at + recordLength);
      if (!isDot(name)) {
        names.add(name);
      }
      at += recordLength;
    }
    return new NameBatch(names, next, false);
  }

  private static byte[] name(Pointer entries, int start, int end) {
    int nul = start;
    while (nul < end && entries.getByte(nul) != 0) {
      nul++;
    }
    byte[] name = new byte[nul - start];
    entries.get(start, name, 0, name.length);
    return name;
  }

  private static boolean isDot(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }
}
