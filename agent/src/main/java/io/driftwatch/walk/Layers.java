package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private final OwnerMap lowerOwners;
  private final Look look;

  /** Where each layer stands; null at its root. */
  private final Directory[] here;

  private LowerStack ofImage;

  /**
   * Layers that a redirect took away from where they stood at some directory above; since then they
   * are not to be found there when the walk comes back.
   */
  private final boolean[] displaced;

  /** Opened for what was found elsewhere, until the path that it was found for is done with. */
  private final List<Directory> held = new ArrayList<>();

  /**
   * Layers at their roots.
   *
   * @param roots theirs, which stay the caller's
   */
  Layers(List<Directory> roots, OwnerMap lowerOwners, Look look) {
    this.roots = roots;
    this.lowerOwners = lowerOwners;
    this.look = look;
    this.here = new Directory[roots.size()];
    this.displaced = new boolean[roots.size()];
  }

  /** How many layers the image has. */
  int count() {
    return roots.size() - 1;
  }

  /** The image's layers at their roots. */
  LowerStack ofImage() throws CannotLookException {
    if (ofImage == null) {
      long[] inodes = new long[count()];
      for (int i = 0; i < inodes.length; i++) {
        inodes[i] = roots.get(i + 1).stat().inode();
      }
      ofImage = LowerStack.ofRoots(inodes);
    }
    return ofImage;
  }

  /** Steps every layer back to its root. */
  void toRoot() {
    for (int layer = 0; layer < here.length; layer++) {
      stand(layer, null);
      displaced[layer] = false;
    }
  }

  /** Where a layer stands. */
  Directory at(int layer) {
    return here[layer] == null ? roots.get(layer) : here[layer];
  }

  Directory root(int layer) {
    return roots.get(layer);
  }

  /** The directory where a layer stands, as an entry. */
  LayerEntry self(int layer) throws CannotLookException {
    return entry(layer, at(layer), SELF, at(layer).stat());
  }

  /** The entry that a layer has under a name where it stands, marks included. */
  Optional<LayerEntry> find(int layer, byte[] name) throws CannotLookException {
    return find(layer, at(layer), name);
  }

  /** The entry that a layer has under a name in one of its directories, marks included. */
  Optional<LayerEntry> find(int layer, Directory directory, byte[] name)
      throws CannotLookException {
    return directory.find(name).map(stat -> entry(layer, directory, name, stat));
  }

  private LayerEntry entry(int layer, Directory directory, byte[] name, FileStat stat) {
    OwnerMap owners = layer == UPPER ? OwnerMap.IDENTITY : lowerOwners;
    return new LayerEntry(look, directory, name, stat, owners, layer != UPPER);
  }

  /** Keeps a directory open until {@link #release}. */
  Directory hold(Directory directory) {
    held.add(directory);
    return directory;
  }

  /**
   * Holds what the upperdir has under a name where it stands, until {@link #release}.
   *
   * @throws CannotLookException {@link Reason#VANISHED} when there is nothing
   */
  Directory holdUpper(byte[] name) throws CannotLookException {
    return hold(at(UPPER).hold(name));
  }

  /** The entry that is held of the upperdir. */
  LayerEntry held(Directory held) throws CannotLookException {
    return LayerEntry.held(look, at(UPPER), held, held.stat());
  }

  /** Closes what was held. */
  void release() {
    while (!held.isEmpty()) {
      held.remove(held.size() - 1).close();
    }
  }

  /**
   * Steps the upperdir down into a directory that it has under a name.
   *
   * @param inode of the directory that it must come to
   * @return its status
   */
  FileStat enterUpper(byte[] name, long inode) throws CannotLookException {
    Directory opened = at(UPPER).openDirectory(name);
    FileStat stat = statOfSame(opened, inode);
    stand(UPPER, opened);
    return stat;
  }

  /** Steps the upperdir down into a directory that was opened already, and is closed here. */
  FileStat enterUpper(Directory opened) throws CannotLookException {
    FileStat stat = opened.stat();
    stand(UPPER, opened);
    return stat;
  }

  /**
   * Steps layers of the image down.
   *
   * @param from where they stand
   * @param to where they are to stand
   * @param name of the directory
   * @param path of the walk, at the directory
   */
  void enter(LowerStack from, LowerStack to, byte[] name, PathBuffer path)
      throws CannotLookException {
    Directory[] below = new Directory[to.layers().length];
    try {
      for (int i = 0; i < below.length; i++) {
        int layer = to.layers()[i];
        Place place = to.places()[i];
        Directory opened =
            place.equals(from.placeIn(layer))
                ? at(layer).openDirectory(name)
                : open(roots.get(layer), place.names(path));
        below[i] = requireSame(opened, to.inodes()[i]);
      }
    } catch (CannotLookException | RuntimeException e) {
      for (Directory opened : below) {
        if (opened != null) {
          opened.close();
        }
      }
      throw e;
    }
    for (int i = 0; i < below.length; i++) {
      int layer = to.layers()[i];
      stand(layer, below[i]);
      displaced[layer] |= from.placeIn(layer) == null;
    }
  }

  /**
   * Steps layers of the image back up.
   *
   * @param from where they stand
   * @param to where they are to stand
   * @param path of the walk, at the parent
   */
  void leave(LowerStack from, LowerStack to, PathBuffer path) throws CannotLookException {
    for (int i = 0; i < to.layers().length; i++) {
      int layer = to.layers()[i];
      Place place = to.places()[i];
      Place left = from.placeIn(layer);
      if (place.equals(left)) {
        stand(layer, requireSame(at(layer).openParent(), to.inodes()[i]));
      } else if (left != null || displaced[layer]) {
        standAt(to, i, path);
      }
    }
  }

  private void standAt(LowerStack to, int i, PathBuffer path) throws CannotLookException {
    Directory root = roots.get(to.layers()[i]);
    Directory opened = open(root, to.places()[i].names(path));
    stand(to.layers()[i], requireSame(opened, to.inodes()[i]));
  }

  /**
   * Steps the upperdir back up.
   *
   * @param parent inode of the directory that it must come to; the container may have moved the one
   *     it stands in
   * @throws CannotLookException {@link Reason#SWAPPED} when it comes to another one
   */
  void leaveUpper(long parent) throws CannotLookException {
    stand(UPPER, requireSame(at(UPPER).openParent(), parent));
  }

  /**
   * Steps the upperdir down from its root again.
   *
   * @param names of the directories on the way
   * @param last inode of the directory that it must come to
   */
  void restoreUpper(List<byte[]> names, long last) throws CannotLookException {
    stand(UPPER, requireSame(open(roots.get(UPPER), names), last));
  }

  /** Steps layers of the image down from their roots again. */
  void restore(LowerStack to, PathBuffer path) throws CannotLookException {
    for (int i = 0; i < to.layers().length; i++) {
      standAt(to, i, path);
    }
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

  /** All directories of a layer lie on one file system, so that the inode tells them apart. */
  private static Directory requireSame(Directory directory, long inode) throws CannotLookException {
    statOfSame(directory, inode);
    return directory;
  }

  private static FileStat statOfSame(Directory directory, long inode) throws CannotLookException {
    boolean isSame = false;
    try {
      FileStat stat = directory.stat();
      isSame = stat.inode() == inode;
      if (isSame) {
        return stat;
      }
    } finally {
      if (!isSame) {
        directory.close();
      }
    }
    throw new CannotLookException(Reason.SWAPPED, "moved while it was looked at");
  }

  private void stand(int layer, Directory directory) {
    Directory left = here[layer];
    here[layer] = directory;
    if (left != null) {
      left.close();
    }
  }

  @Override
  public void close() {
    release();
    toRoot();
  }
}
