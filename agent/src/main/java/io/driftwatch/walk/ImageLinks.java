package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
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
  private final FilePath start;
  private final Deque<byte[]> ahead = new ArrayDeque<>();
  private final List<byte[]> resolved = new ArrayList<>();
  private final Deque<Level> levels = new ArrayDeque<>();
  private Optional<LayerEntry> last = Optional.empty();
  private int[] standing;
  private int links;

  private ImageLinks(Layers layers, FilePath start) {
    this.layers = layers;
    this.start = start;
  }

  /**
   * The absolute path without links; what of it the image lacks stays as it is, and so does a path
   * with more links than Linux follows.
   */
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
    ImageLinks links = new ImageLinks(layers, path);
    links.ahead.addAll(path.names());
    links.standAtRoot();
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
      climb();
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
      resolved.clear();
      resolved.addAll(start.names());
      return;
    }
    List<byte[]> names = target.names();
    for (int i = names.size() - 1; i >= 0; i--) {
      ahead.addFirst(names.get(i));
    }
    if (target.isAbsolute()) {
      standAtRoot();
    }
  }

  private void standAtRoot() throws CannotLookException {
    layers.toRoot();
    standing = layers.ofImage();
    resolved.clear();
    levels.clear();
    last = Optional.empty();
  }

  private void enter(byte[] name, int[] directories) throws CannotLookException {
    FileStat[] parents = new FileStat[directories.length];
    for (int i = 0; i < directories.length; i++) {
      parents[i] = layers.at(directories[i]).stat();
    }
    layers.enter(directories, name);
    levels.push(new Level(standing, directories, parents));
    standing = directories;
    resolved.add(name);
  }

  /** A link may go up and down thousands of times, so each step up must be a single one. */
  private void climb() throws CannotLookException {
    last = Optional.empty();
    if (resolved.isEmpty()) {
      return;
    }
    boolean entered = resolved.size() == levels.size();
    resolved.remove(resolved.size() - 1);
    if (entered) {
      Level left = levels.pop();
      for (int i = 0; i < left.entered.length; i++) {
        layers.leave(left.entered[i], left.parents[i]);
      }
      standing = left.before;
    } else if (resolved.size() == levels.size()) {
      standing = levels.isEmpty() ? layers.ofImage() : levels.peek().entered;
    }
  }

  /**
   * A directory that was entered.
   *
   * @param before the layers that hold its parent
   * @param entered those of them that hold it
   * @param parents the directories that these stood at
   */
  private record Level(int[] before, int[] entered, FileStat[] parents) {}
}
