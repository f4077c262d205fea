package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One lookup in an image's layers, as overlayfs does it: top first, merging directories, until a
 * whiteout, an opaque directory or a file ends it; a redirect changes where to look in the layers
 * below.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, "redirect_dir",
 *     "metadata only copy up"</a>
 */
final class Lookup {

  private final Layers layers;
  private final LowerStack at;
  private final PathBuffer path;
  private final byte[] plainName;

  /** What is looked for in the next layer: a name where the layers stand, or a path from root. */
  private FilePath target;

  /** What is looked for in this layer. */
  private FilePath where;

  private LayerEntry top;
  private int topLayer;
  private Optional<LayerEntry> content = Optional.empty();
  private boolean done;
  private final List<FileStat> stats = new ArrayList<>();
  private int[] found;
  private Place[] places;

  private Lookup(Layers layers, LowerStack at, PathBuffer path, byte[] name, FilePath target) {
    this.layers = layers;
    this.at = at;
    this.path = path;
    this.plainName = name;
    this.target = target;
    int most = target.isAbsolute() ? layers.count() : at.layers().length;
    this.found = new int[most];
    this.places = new Place[most];
  }

  /**
   * What the layers have under a name.
   *
   * @param at where they stand
   * @param path of the walk there
   */
  static Optional<Found> of(Layers layers, LowerStack at, PathBuffer path, byte[] name)
      throws CannotLookException {
    return new Lookup(layers, at, path, name, FilePath.of(name)).run();
  }

  /**
   * What the layers have where the redirect of something above them leads.
   *
   * @param at where they stand
   * @param path of the walk there
   * @param name of what has the redirect
   */
  static Optional<Found> redirected(
      Layers layers, LowerStack at, PathBuffer path, byte[] name, FilePath redirect)
      throws CannotLookException {
    return new Lookup(layers, at, path, name, checked(redirect)).run();
  }

  private Optional<Found> run() throws CannotLookException {
    int last = 0;
    while (!done) {
      int layer = next(last);
      if (layer == 0) {
        break;
      }
      look(layer);
      last = layer;
    }
    if (top == null) {
      return Optional.empty();
    }
    if (top.stat().isRegularFile()) {
      top.takeContentOf(content);
    }
    int count = stats.size();
    LowerStack directories =
        count == 0
            ? LowerStack.EMPTY
            : new LowerStack(
                Arrays.copyOf(found, count),
                Arrays.copyOf(places, count),
                stats.stream().mapToLong(FileStat::inode).toArray());
    return Optional.of(new Found(top, topLayer, directories, stats));
  }

  /** The next layer below one, or 0. An absolute path is looked for in every layer. */
  private int next(int layer) {
    if (target.isAbsolute()) {
      return layer < layers.count() ? layer + 1 : 0;
    }
    for (int candidate : at.layers()) {
      if (candidate > layer) {
        return candidate;
      }
    }
    return 0;
  }

  private void look(int layer) throws CannotLookException {
    where = target;
    Optional<LayerEntry> entry =
        target.isAbsolute() ? fromRoot(layer) : layers.find(layer, target.bytes());
    if (entry.isEmpty()) {
      return;
    }
    if (entry.get().isWhiteout()) {
      done = true;
      return;
    }
    topLayer = top == null ? layer : topLayer;
    if (entry.get().stat().isDirectory()) {
      addDirectory(layer, entry.get());
    } else {
      addFile(entry.get());
    }
  }

  private void addDirectory(int layer, LayerEntry entry) throws CannotLookException {
    if (top != null && !top.stat().isDirectory()) {
      // A copied-up file whose content is a directory: no overlay makes that.
      done = true;
      return;
    }
    top = top == null ? entry : top;
    if (stats.size() == found.length) {
      found = Arrays.copyOf(found, layers.count());
      places = Arrays.copyOf(places, layers.count());
    }
    found[stats.size()] = layer;
    places[stats.size()] = place(layer);
    stats.add(entry.stat());
    if (layer < layers.count()) {
      descend(entry.marks());
    }
  }

  private void descend(Marks marks) throws CannotLookException {
    if (marks.opaque()) {
      done = true;
    } else if (marks.redirect().isPresent()) {
      follow(marks.redirect().get());
    }
  }

  private void addFile(LayerEntry entry) throws CannotLookException {
    if (top != null && top.stat().isDirectory()) {
      done = true;
      return;
    }
    top = top == null ? entry : top;
    boolean metacopy = entry.stat().isRegularFile() && entry.marks().metacopy();
    if (metacopy) {
      descend(entry.marks());
    } else {
      content = Optional.of(entry);
      done = true;
    }
  }

  /** Where the layers below have a directory on the way. What is opaque redirects nowhere. */
  private FilePath step(FilePath parent, byte[] name, Marks marks) throws CannotLookException {
    if (marks.opaque()) {
      done = true;
      return parent.resolve(name);
    }
    return marks.redirect().isPresent()
        ? parent.resolveAbsolute(goOn(marks.redirect().get()))
        : parent.resolve(name);
  }

  /** A redirect is absolute, or another last name. */
  private void follow(FilePath redirect) throws CannotLookException {
    FilePath next = goOn(redirect);
    target = target.isAbsolute() ? target.parent().resolveAbsolute(next) : next;
  }

  /** An absolute redirect leads out of any opaque directory above what has it. */
  private FilePath goOn(FilePath redirect) throws CannotLookException {
    done &= !redirect.isAbsolute();
    return checked(redirect);
  }

  /**
   * A redirect that the kernel would follow. In an overlay with {@code userxattr} the layers' owner
   * can write anything there, to be led out of the layer among them.
   */
  private static FilePath checked(FilePath redirect) throws CannotLookException {
    FilePath absolute = FilePath.ROOT.resolveAbsolute(redirect);
    boolean normal = absolute.equals(absolute.normalized()) && !absolute.equals(FilePath.ROOT);
    if (!normal || !(redirect.isAbsolute() || absolute.parent().equals(FilePath.ROOT))) {
      throw new CannotLookException(Reason.IO_ERROR, "no redirect: " + redirect);
    }
    return redirect;
  }

  private Place place(int layer) {
    int below = path.length() + 1 + plainName.length;
    if (where.isAbsolute()) {
      return new Place(where, below);
    }
    Place here = at.placeIn(layer);
    return where.equals(FilePath.of(plainName))
        ? here
        : new Place(here.path(path).resolveAbsolute(where), below);
  }

  /** Steps down from a layer's root; a directory on the way may end the lookup, or redirect it. */
  private Optional<LayerEntry> fromRoot(int layer) throws CannotLookException {
    Directory directory = layers.root(layer);
    FilePath below = FilePath.ROOT;
    List<byte[]> names = where.names();
    for (int i = 0; i < names.size(); i++) {
      byte[] name = names.get(i);
      Optional<LayerEntry> entry = layers.find(layer, directory, name);
      if (entry.isEmpty()) {
        break;
      }
      if (i == names.size() - 1) {
        target = below.resolve(name);
        return entry;
      }
      if (!entry.get().stat().isDirectory()) {
        done = true;
        break;
      }
      Marks marks = entry.get().marks();
      below = step(below, name, marks);
      // Also where this layer lacks what comes next, the layers below have it at the new place.
      target = below.resolveAll(names.subList(i + 1, names.size()));
      directory = layers.hold(directory.openDirectory(name));
    }
    return Optional.empty();
  }
}
