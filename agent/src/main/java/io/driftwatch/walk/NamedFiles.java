package io.driftwatch.walk;

import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Regular files of an image that have certain names, by last name and size. It holds no more than
 * paths, and digests as they become known, in bounded memory; so there may be more such files.
 */
public final class NamedFiles {

  /** Nobody's application has as long a list of them. */
  private static final long MAX_BYTES = 12L << 20;

  /** What a file takes beside its path: list, key, name, digest. */
  private static final long FILE_BYTES = 250;

  /** As many contents under one name and in one size as are worth comparing with. */
  private static final int MAX_ALIKE = 16;

  private final Map<Key, List<Named>> files = new HashMap<>();
  private final List<Named> none = List.of();
  private long bytes;
  private boolean lasting = true;

  NamedFiles() {}

  private record Key(FilePath name, long size) {}

  /** A file of the image. */
  static final class Named {
    private final FilePath path;

    /** Of its content, once it was read. */
    private volatile Digest digest;

    private Named(FilePath path) {
      this.path = path;
    }

    FilePath path() {
      return path;
    }

    Digest digest() {
      return digest;
    }

    void learn(Digest read) {
      digest = read;
    }
  }

  void add(FilePath path, long size) {
    long weight = FILE_BYTES + path.length();
    if (bytes + weight > MAX_BYTES) {
      return;
    }
    List<Named> alike = files.computeIfAbsent(new Key(path.name(), size), k -> new ArrayList<>(1));
    if (alike.size() < MAX_ALIKE) {
      alike.add(new Named(path));
      bytes += weight;
    }
  }

  /** It was not looked to the end, for want of time. */
  void endEarly() {
    lasting = false;
  }

  List<Named> of(FilePath name, long size) {
    return files.getOrDefault(new Key(name, size), none);
  }

  /** Whether another look would find the same. */
  public boolean isLasting() {
    return lasting;
  }

  /** Roughly how much memory they take, in bytes. */
  public long weight() {
    return 200 + bytes;
  }
}
