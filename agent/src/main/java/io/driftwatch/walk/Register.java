package io.driftwatch.walk;

import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The directories of the container's own that a walk has listed, each with the way to it and the
 * round in which all that is in it was known the last time. They are kept in some thirty bytes
 * each, and their names.
 *
 * <p>A directory has the number of its entry here, which is greater than that of the one it lies
 * in. One that is met at another place has another entry.
 */
final class Register {

  /** The number of a directory that has no entry. */
  static final int NONE = -1;

  /** The number of the directory where the walk began. */
  static final int ROOT = 0;

  private static final int FEWEST = 16;
  private static final int BYTES = 2 * Integer.BYTES + Long.BYTES + 1;
  private static final int KEY_BYTES = 2 * Long.BYTES;

  private final long mostBytes;
  private final LongSet keys = new LongSet();

  private int[] parents = new int[FEWEST];

  /** Where the name of the next one begins. */
  private int[] ends = new int[FEWEST];

  private long[] inodes = new long[FEWEST];
  private byte[] rounds = new byte[FEWEST];
  private byte[] names = new byte[16 * FEWEST];
  private int size;

  /**
   * @param mostBytes how much memory it may take
   */
  Register(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Adds a directory.
   *
   * @param parent number of the one that it lies in, any for the first
   * @param key by which {@link #contains} knows it
   * @return its number, or {@link #NONE} where there is no memory for it
   */
  int add(int parent, byte[] name, long inode, long key, int round) {
    int begin = size == 0 ? 0 : ends[size - 1];
    if (parent == NONE || bytes() + BYTES + KEY_BYTES + name.length > mostBytes) {
      return NONE;
    }
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      inodes = Arrays.copyOf(inodes, 2 * size);
      rounds = Arrays.copyOf(rounds, 2 * size);
    }
    if (begin + name.length > names.length) {
      names = Arrays.copyOf(names, Math.max(begin + name.length, 2 * names.length));
    }
    System.arraycopy(name, 0, names, begin, name.length);
    parents[size] = parent;
    ends[size] = begin + name.length;
    inodes[size] = inode;
    rounds[size] = (byte) round;
    keys.add(key);
    return size++;
  }

  private long bytes() {
    return (long) size * (BYTES + KEY_BYTES) + (size == 0 ? 0 : ends[size - 1]);
  }

  /** Whether a directory was added with a key. */
  boolean contains(long key) {
    return keys.contains(key);
  }

  int size() {
    return size;
  }

  /** The number of the one that another lies in. */
  int parent(int directory) {
    return parents[directory];
  }

  long inode(int directory) {
    return inodes[directory];
  }

  byte[] name(int directory) {
    int begin = directory == ROOT ? 0 : ends[directory - 1];
    return Arrays.copyOfRange(names, begin, ends[directory]);
  }

  /**
   * The path of a directory.
   *
   * @param root of the first one
   */
  FilePath path(FilePath root, int directory) {
    FilePath path = root;
    for (int next : way(ROOT, directory)) {
      path = path.resolve(name(next));
    }
    return path;
  }

  /** The round in which all that is in a directory was known the last time. */
  int round(int directory) {
    return rounds[directory];
  }

  /** All that is in a directory is known, as of the beginning of a round. */
  void know(int directory, int round) {
    rounds[directory] = (byte) round;
  }

  /** The nearest directory that holds both of two, or is one of them. */
  int common(int one, int other) {
    int first = one;
    int second = other;
    while (first != second) {
      if (first > second) {
        first = parents[first];
      } else {
        second = parents[second];
      }
    }
    return first;
  }

  /**
   * The directories on the way from one to another that lies in it, which is the last.
   *
   * @param from one that holds the other, and is not on the list
   */
  List<Integer> way(int from, int to) {
    List<Integer> way = new ArrayList<>();
    for (int at = to; at != from; at = parents[at]) {
      way.add(at);
    }
    Collections.reverse(way);
    return way;
  }
}
