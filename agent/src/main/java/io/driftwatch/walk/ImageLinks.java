package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.walk.Layers.ImageEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Follows symbolic links as the image has them, within the image. */
final class ImageLinks {

  /** As many as Linux follows (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private static final FilePath PARENT = FilePath.of("..");

  private final Layers layers;
  private final Deque<byte[]> ahead = new ArrayDeque<>();
  private final List<byte[]> resolved = new ArrayList<>();
  private int[] standing;
  private int links;

  private ImageLinks(Layers layers) {
    this.layers = layers;
  }

  /**
   * The path without links; what of it the image lacks stays as it is.
   *
   * @param path absolute and normal
   */
  static FilePath resolve(Layers layers, FilePath path) throws CannotLookException {
    ImageLinks links = new ImageLinks(layers);
    links.ahead.addAll(path.names());
    links.standAt(List.of());
    while (!links.ahead.isEmpty()) {
      links.step(links.ahead.poll());
    }
    FilePath result = FilePath.ROOT;
    for (byte[] name : links.resolved) {
      result = result.resolve(name);
    }
    return result.normalized();
  }

  private void step(byte[] name) throws CannotLookException {
    Optional<ImageEntry> found = layers.findInImage(standing, name);
    if (found.isPresent() && found.get().top().stat().type() == FileType.SYMLINK) {
      follow(found.get().top().target());
    } else if (found.isPresent() && found.get().isDirectory()) {
      enter(name, found.get().directories());
    } else {
      resolved.add(name);
      standing = new int[0];
    }
  }

  private void follow(FilePath target) throws CannotLookException {
    if (++links > MAX_LINKS) {
      ahead.clear();
      return;
    }
    List<byte[]> names = target.names();
    for (int i = names.size() - 1; i >= 0; i--) {
      ahead.addFirst(names.get(i));
    }
    if (target.isAbsolute()) {
      standAt(List.of());
    } else {
      climb(names);
    }
  }

  /** A relative target may begin with any number of parents. */
  private void climb(List<byte[]> names) throws CannotLookException {
    int up = 0;
    while (up < names.size() && FilePath.of(names.get(up)).equals(PARENT)) {
      up++;
      ahead.removeFirst();
    }
    if (up > 0) {
      standAt(List.copyOf(resolved.subList(0, Math.max(0, resolved.size() - up))));
    }
  }

  private void standAt(List<byte[]> directories) throws CannotLookException {
    layers.toRoot();
    standing = layers.ofImage();
    resolved.clear();
    for (byte[] name : directories) {
      step(name);
    }
  }

  private void enter(byte[] name, int[] directories) throws CannotLookException {
    layers.enter(directories, name);
    standing = directories;
    resolved.add(name);
  }
}
