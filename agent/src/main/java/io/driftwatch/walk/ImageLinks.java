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
  private static final FilePath SELF = FilePath.of(".");

  private final Layers layers;
  private final Deque<byte[]> ahead = new ArrayDeque<>();
  private final List<byte[]> resolved = new ArrayList<>();
  private Optional<LayerEntry> last = Optional.empty();
  private int[] standing;
  private int links;

  private ImageLinks(Layers layers) {
    this.layers = layers;
  }

  /** The absolute path without links; what of it the image lacks stays as it is. */
  static FilePath resolve(Layers layers, FilePath path) throws CannotLookException {
    return followed(layers, path).path();
  }

  /**
   * The file of the image that an absolute path leads to, unless that is a directory or nothing.
   */
  static Optional<LayerEntry> find(Layers layers, FilePath path) throws CannotLookException {
    return followed(layers, path).last;
  }

  private static ImageLinks followed(Layers layers, FilePath path) throws CannotLookException {
    ImageLinks links = new ImageLinks(layers);
    links.ahead.addAll(path.names());
    links.standAt(List.of());
    while (!links.ahead.isEmpty()) {
      links.step(links.ahead.poll());
    }
    return links;
  }

  private FilePath path() {
    FilePath path = FilePath.ROOT;
    for (byte[] name : resolved) {
      path = path.resolve(name);
    }
    return path;
  }

  private void step(byte[] name) throws CannotLookException {
    if (FilePath.of(name).equals(SELF)) {
      return;
    }
    if (FilePath.of(name).equals(PARENT)) {
      standAt(List.copyOf(resolved.subList(0, Math.max(0, resolved.size() - 1))));
      return;
    }
    Optional<ImageEntry> found = layers.findInImage(standing, name);
    last = Optional.empty();
    if (found.isPresent() && found.get().top().stat().type() == FileType.SYMLINK) {
      follow(found.get().top().target());
    } else if (found.isPresent() && found.get().isDirectory()) {
      enter(name, found.get().directories());
    } else {
      last = found.map(ImageEntry::top);
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
    }
  }

  private void standAt(List<byte[]> directories) throws CannotLookException {
    layers.toRoot();
    standing = layers.ofImage();
    resolved.clear();
    last = Optional.empty();
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
