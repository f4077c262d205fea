package io.driftwatch.walk;

import io.driftwatch.file.FilePath;
import java.util.Arrays;
import java.util.List;

/** The path of the directory where the walk stands, which grows and shrinks with it. */
final class PathBuffer {

  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  /** Goes down by one name. */
  void enter(byte[] name) {
    int needed = length + 1 + name.length;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    bytes[length] = '/';
    System.arraycopy(name, 0, bytes, length + 1, name.length);
    length = needed;
  }

  /** Goes back up to where the path had a length. */
  void truncate(int earlierLength) {
    length = earlierLength;
  }

  /** The path of an entry of the directory. */
  FilePath resolve(byte[] name) {
    int before = length;
    enter(name);
    FilePath path = toPath();
    truncate(before);
    return path;
  }

  FilePath toPath() {
    return prefix(length);
  }

  /** The path of the directory on the way where the path had a length. */
  FilePath prefix(int earlierLength) {
    return earlierLength == 0 ? FilePath.ROOT : FilePath.of(Arrays.copyOf(bytes, earlierLength));
  }

  /** The names on the way from where the path had a length. */
  List<byte[]> namesFrom(int earlierLength) {
    return FilePath.of(Arrays.copyOfRange(bytes, earlierLength, length)).names();
  }
}
