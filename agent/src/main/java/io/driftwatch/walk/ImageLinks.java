package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  private final PathBuffer path = new PathBuffer();
  private final Deque<Level> levels = new ArrayDeque<>();
  private Optional<LayerEntry> last = Optional.empty();
  private LowerStack standing;
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

  /**
   * What the image has at a path, with no regard to whether its last name is a link.
   *
   * @param path absolute, without links but perhaps the last name
   */
  static Optional<FileStat> statOf(Layers layers, FilePath path) throws CannotLookException {
    if (path.equals(FilePath.ROOT)) {
      return Optional.of(layers.self(layers.ofImage().layers()[0]).stat());
    }
    ImageLinks parent = followed(layers, path.parent());
    layers.release();
    return Lookup.of(layers, parent.standing, parent.path, path.name().bytes())
        .map(found -> found.top().stat());
  }

  /**
   * Names that the image has in a directory, and some perhaps that it hides again.
   *
   * @param path absolute, without links
   * @param most how many are wanted
   */
  static Set<FilePath> namesIn(Layers layers, FilePath path, int most) throws CannotLookException {
    LowerStack directories = followed(layers, path).standing;
    Set<FilePath> names = new LinkedHashSet<>();
    for (int layer : directories.layers()) {
      long position = Directory.START;
      NameBatch batch;
      do {
        batch = layers.at(layer).names(position);
        position = batch.next();
        batch.names().forEach(name -> names.add(FilePath.of(name)));
      } while (!batch.isLast() && names.size() < most);
    }
    return names;
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
    layers.release();
    Optional<Found> found = Lookup.of(layers, standing, path, name);
    last = Optional.empty();
    if (found.isPresent() && found.get().top().stat().type() == FileType.SYMLINK) {
      follow(found.get().top().target());
    } else if (found.isPresent() && found.get().isDirectory()) {
      enter(name, found.get().directories());
    } else {
      last = found.map(Found::top);
      push(name);
      standing = LowerStack.EMPTY;
    }
  }

  private void push(byte[] name) {
    resolved.add(name);
    path.enter(name);
  }

  private void follow(FilePath target) throws CannotLookException {
    if (++links > MAX_LINKS) {
      ahead.clear();
      resolved.clear();
      resolved.addAll(start.names());
      last = Optional.empty();
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
    path.truncate(0);
    levels.clear();
    last = Optional.empty();
  }

  private void enter(byte[] name, LowerStack directories) throws CannotLookException {
    push(name);
    layers.enter(standing, directories, name, path);
    levels.push(new Level(standing, directories));
    standing = directories;
  }

  /** A link may go up and down thousands of times, so each step up must be a single one. */
  private void climb() throws CannotLookException {
    last = Optional.empty();
    if (resolved.isEmpty()) {
      return;
    }
    boolean entered = resolved.size() == levels.size();
    byte[] left = resolved.remove(resolved.size() - 1);
    path.truncate(path.length() - 1 - left.length);
    if (entered) {
      Level level = levels.pop();
      layers.leave(level.entered, level.before, path);
      standing = level.before;
    } else if (resolved.size() == levels.size()) {
      standing = levels.isEmpty() ? layers.ofImage() : levels.peek().entered;
    }
  }

  /**
   * A directory that was entered.
   *
   * @param before what the image has at its parent
   * @param entered what it has there
   */
  private record Level(LowerStack before, LowerStack entered) {}
}
