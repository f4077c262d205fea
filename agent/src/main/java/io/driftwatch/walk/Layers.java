package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The layers of an overlay, each standing at one of its directories: the upperdir first, then the
 * image's, topmost first. A layer has a single open directory at a time, however deep the walk is;
 * one that lacks a directory stays behind at the parent until the walk comes back.
 */
final class Layers implements AutoCloseable {

  /** The number of the upperdir among the layers. */
  static final int UPPER = 0;

  private static final byte[] SELF = {'.'};

  private final List<Directory> roots;
  private final Directory[] here;
  private final Marks marks;

  private Layers(List<Directory> roots, Marks marks) throws CannotLookException {
    this.roots = roots;
    this.marks = marks;
    this.here = new Directory[roots.size()];
    try {
      toRoot();
    } catch (CannotLookException e) {
      closeHere();
      throw e;
    }
  }

  /**
   * Opens the layers of an overlay at their roots.
   *
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when one of them is not there
   */
  static Layers open(HostRoot host, OverlayMount overlay) throws CannotLookException {
    List<FilePath> paths = new ArrayList<>();
    paths.add(overlay.upperdir());
    paths.addAll(overlay.lowerdirs());
    List<Directory> roots = new ArrayList<>();
    try {
      for (FilePath path : paths) {
        roots.add(host.openDirectory(path));
      }
      return new Layers(roots, new Marks(overlay.userXattr()));
    } catch (CannotLookException e) {
      roots.forEach(Directory::close);
      throw e.reason() == Reason.VANISHED || e.reason() == Reason.SWAPPED
          ? new CannotLookException(Reason.LAYERS_UNVERIFIED, e.getMessage())
          : e;
    }
  }

  /** Steps every layer back to its root. */
  void toRoot() throws CannotLookException {
    for (int layer = 0; layer < here.length; layer++) {
      stand(layer, roots.get(layer).reopen());
    }
  }

  /** The numbers of the image's layers, topmost first. */
  int[] ofImage() {
    return IntStream.range(UPPER + 1, here.length).toArray();
  }

  /** Where a layer stands. */
  Directory at(int layer) {
    return here[layer];
  }

  Marks marks() {
    return marks;
  }

  /** The directory where a layer stands, as an entry. */
  LayerEntry self(int layer) throws CannotLookException {
    return new LayerEntry(here[layer], SELF, here[layer].stat(), marks);
  }

  /** The entry that a layer has under a name where it stands, marks included. */
  Optional<LayerEntry> find(int layer, byte[] name) throws CannotLookException {
    return here[layer].find(name).map(stat -> new LayerEntry(here[layer], name, stat, marks));
  }

  /**
   * What the image has under a name: the topmost layer's entry, with every layer whose directory
   * shows through when it is one.
   *
   * @param layers those that hold the directory where they stand, topmost first
   */
  Optional<ImageEntry> findInImage(int[] layers, byte[] name) throws CannotLookException {
    LayerEntry top = null;
    int[] directories = new int[layers.length];
    int count = 0;
    for (int layer : layers) {
      Optional<LayerEntry> found = find(layer, name);
      if (found.isEmpty()) {
        continue;
      }
      FileStat stat = found.get().stat();
      if (marks.isWhiteout(here[layer], name, stat)) {
        break;
      }
      top = top == null ? found.get() : top;
      if (!stat.isDirectory()) {
        break;
      }
      directories[count++] = layer;
      if (layer != layers[layers.length - 1] && marks.isOpaque(here[layer], name)) {
        break;
      }
    }
    return top == null
        ? Optional.empty()
        : Optional.of(new ImageEntry(top, IntStream.of(directories).limit(count).toArray()));
  }

  /**
   * What the topmost layer that has a path has there. Of something that the container sees this is
   * what it sees, because marks only ever hide.
   */
  Optional<FileStat> topmostAt(FilePath path) throws CannotLookException {
    for (Directory root : roots) {
      try (Directory parent = open(root, path.parent().names())) {
        Optional<FileStat> found = parent.find(path.name().bytes());
        if (found.isPresent()) {
          return found;
        }
      } catch (CannotLookException e) {
        if (e.reason() != Reason.VANISHED && e.reason() != Reason.SWAPPED) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  private static Directory open(Directory root, List<byte[]> names) throws CannotLookException {
    Directory directory = root.reopen();
    for (byte[] name : names) {
      try (Directory parent = directory) {
        directory = parent.openDirectory(name);
      }
    }
    return directory;
  }

  /** Steps down into a directory that these layers have under a name. */
  void enter(int[] layers, byte[] name) throws CannotLookException {
    Directory[] below = new Directory[layers.length];
    try {
      for (int i = 0; i < layers.length; i++) {
        below[i] = here[layers[i]].openDirectory(name);
      }
    } catch (CannotLookException e) {
      for (Directory opened : below) {
        if (opened != null) {
          opened.close();
        }
      }
      throw e;
    }
    for (int i = 0; i < layers.length; i++) {
      stand(layers[i], below[i]);
    }
  }

  /**
   * Steps a layer back up.
   *
   * @param parent the directory that it must come to; the container may have moved the one it
   *     stands in
   * @throws CannotLookException {@link Reason#SWAPPED} when it comes to another one
   */
  void leave(int layer, FileStat parent) throws CannotLookException {
    stand(layer, requireSame(here[layer].openParent(), parent));
  }

  /**
   * Steps a layer down from its root again.
   *
   * @param names of the directories on the way
   * @param last the directory that it must come to
   */
  void restore(int layer, List<byte[]> names, FileStat last) throws CannotLookException {
    stand(layer, requireSame(open(roots.get(layer), names), last));
  }

  private static Directory requireSame(Directory directory, FileStat expected)
      throws CannotLookException {
    if (!directory.stat().isSameFile(expected)) {
      directory.close();
      throw new CannotLookException(Reason.SWAPPED, "moved while it was looked at");
    }
    return directory;
  }

  private void stand(int layer, Directory directory) {
    if (here[layer] != null) {
      here[layer].close();
    }
    here[layer] = directory;
  }

  private void closeHere() {
    for (int layer = 0; layer < here.length; layer++) {
      stand(layer, null);
    }
  }

  @Override
  public void close() {
    closeHere();
    roots.forEach(Directory::close);
  }

  /**
   * What the image has at a path.
   *
   * @param top the entry that shows
   * @param directories the layers whose directories show through; empty when it is no directory
   */
  record ImageEntry(LayerEntry top, int[] directories) {

    boolean isDirectory() {
      return directories.length > 0;
    }
  }
}
