package io.driftwatch.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A path as the kernel has it: bytes without a NUL, separated by slashes. Inside a container's tree
 * it is absolute and normal. Its text form is for people and JSON, printable and lossless; see
 * {@link Printable}.
 */
public final class FilePath implements Comparable<FilePath> {

  /** The root of a tree. */
  public static final FilePath ROOT = new FilePath(new byte[] {'/'});

  private final byte[] bytes;

  private FilePath(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A path of these bytes, which are copied. */
  public static FilePath of(byte[] bytes) {
    return new FilePath(bytes.clone());
  }

  /** A path of the text's UTF-8 bytes. */
  public static FilePath of(String text) {
    return new FilePath(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The path's bytes, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an index from 0. */
  public byte at(int index) {
    return bytes[index];
  }

  public boolean isAbsolute() {
    return bytes.length > 0 && bytes[0] == '/';
  }

  /** This path with one more name, or with a relative path, at its end. */
  public FilePath resolve(byte[] name) {
    if (bytes.length == 0) {
      return of(name);
    }
    boolean slash = bytes[bytes.length - 1] == '/';
    int start = slash ? bytes.length : bytes.length + 1;
    byte[] joined = Arrays.copyOf(bytes, start + name.length);
    joined[start - 1] = '/';
    System.arraycopy(name, 0, joined, start, name.length);
    return new FilePath(joined);
  }

  /** This path with one more name, or with a relative path, at its end. */
  public FilePath resolve(String name) {
    return resolve(name.getBytes(StandardCharsets.UTF_8));
  }

  /** This path with more names at its end. */
  public FilePath resolveAll(List<byte[]> names) {
    FilePath path = this;
    for (byte[] name : names) {
      path = path.resolve(name);
    }
    return path;
  }

  /** What a path means to someone who stands here: itself when absolute, else below this. */
  public FilePath resolveAbsolute(FilePath path) {
    return path.isAbsolute() ? path : resolve(path.bytes);
  }

  /** The path without its last name; of {@code /} and of a single relative name, itself. */
  public FilePath parent() {
    int slash = lastSlash();
    if (slash < 0 || bytes.length == 1) {
      return this;
    }
    return slash == 0 ? ROOT : new FilePath(Arrays.copyOf(bytes, slash));
  }

  /** The last name. */
  public FilePath name() {
    return new FilePath(Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length));
  }

  private int lastSlash() {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] == '/') {
        return i;
      }
    }
    return -1;
  }

  /** The names between the slashes, empty ones left out. */
  public List<byte[]> names() {
    List<byte[]> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '/') {
        if (i > start) {
          names.add(Arrays.copyOfRange(bytes, start, i));
        }
        start = i + 1;
      }
    }
    return names;
  }

  /** An absolute path without empty names, {@code .} and {@code ..}, links not resolved. */
  public FilePath normalized() {
    Deque<byte[]> kept = new ArrayDeque<>();
    for (byte[] name : names()) {
      if (isDots(name, 2)) {
        kept.pollLast();
      } else if (!isDots(name, 1)) {
        kept.addLast(name);
      }
    }
    FilePath path = ROOT;
    for (byte[] name : kept) {
      path = path.resolve(name);
    }
    return path;
  }

  private static boolean isDots(byte[] name, int count) {
    return name.length == count && name[0] == '.' && name[count - 1] == '.';
  }

  /** Whether this is {@code ancestor} or lies below it. */
  public boolean startsWith(FilePath ancestor) {
    int length = ancestor.bytes.length;
    if (ancestor.equals(ROOT)) {
      return isAbsolute();
    }
    return bytes.length >= length
        && Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length)
        && (bytes.length == length || bytes[length] == '/');
  }

  /** Orders by unsigned bytes, as {@code LC_ALL=C sort} does. */
  @Override
  public int compareTo(FilePath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilePath that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The printable, lossless text of {@link Printable}. */
  @Override
  public String toString() {
    return Printable.of(bytes);
  }
}
