package io.driftwatch.walk;

import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One directory on the way from the root to where the walk stands. It remembers where its listing
 * goes on, not an open listing, so that a deep tree costs no descriptors.
 */
final class Frame {

  /** What the image has here. */
  final LowerStack image;

  /** What of the image's layers the container sees here. */
  final LowerStack now;

  /** Of the upperdir's directory here, by which it is known again on the way back. */
  final long upperInode;

  /** Directories that were listed and are still to be walked. */
  final List<Child> pending = new ArrayList<>();

  /** Those of them that are open, lest they be moved. */
  final Deque<OpenChild> open = new ArrayDeque<>();

  /** By what {@link RollCall} knows what is in it. */
  final long key;

  /** The upperdir's directory as it was entered; null where it has none. */
  FileStat directory;

  /** In the {@link Register}, of a directory that the upperdir has. */
  int number = Register.NONE;

  /** How long the walk's path is at this directory. */
  final int pathLength;

  /** The deepest directory on the way that is still the image's own. */
  final Frame anchor;

  /** The directory right below it, when the image has nothing there; else null. */
  final Frame added;

  /** Whether the image has nothing here. */
  final Sites.Emptiness emptyInImage = new Sites.Emptiness();

  /** Whether all of it was looked at before, and only what came since is wanted. */
  private final boolean isKnown;

  private final List<Listing> listings;

  /** Which of the listings is being read. */
  private int current;

  private long position = Directory.START;

  /** Whether the upperdir has anything in the directory, or it could not be told. */
  private boolean holdsAnything;

  /** Whether names have stood still, so that one can be relied upon. */
  private boolean byName;

  private FileTime quietSince;

  /** Whether something else than what was listed lay under a name. */
  private boolean differed;

  /**
   * @param parent where it lies; null for the root, which is the image's own
   * @param child what led here
   * @param pathLength of the path to here
   * @param everyName whether names that only the image's layers have are looked at in any case
   * @param key by what {@link RollCall} knows what is in it
   * @param isKnown whether all of it was looked at before; it is then on the way to a directory
   *     that is to be listed again, or is one
   */
  Frame(Frame parent, Child child, int pathLength, boolean everyName, long key, boolean isKnown) {
    this.image = child.image();
    this.now = child.now();
    this.upperInode = child.upperInode();
    this.pathLength = pathLength;
    boolean isBelowImages = parent == null || parent.isOfImage();
    this.anchor = parent == null || (isBelowImages && child.isOfImage()) ? this : parent.anchor;
    if (isOfImage()) {
      this.added = null;
    } else {
      this.added = isBelowImages && child.isNew() ? this : parent.added;
    }
    this.key = key;
    this.isKnown = isKnown;
    this.holdsAnything = isKnown;
    this.listings = isKnown ? List.of(Listing.OF_UPPER) : listings(everyName);
    this.current = isKnown ? 1 : 0;
  }

  /** Where the container sees what the image has, only the upperdir can make a difference. */
  private List<Listing> listings(boolean everyName) {
    List<Listing> all = new ArrayList<>();
    if (isInUpper()) {
      all.add(Listing.OF_UPPER);
    }
    if (everyName || showsMoved() || now.isEmpty()) {
      for (int layer : image.layers()) {
        all.add(new Listing(layer, false));
      }
    }
    if (showsMoved()) {
      for (int layer : now.layers()) {
        all.add(new Listing(layer, true));
      }
    }
    return all;
  }

  /**
   * The names of one layer.
   *
   * @param layer which
   * @param moved whether they are those at the place that the container sees here by a redirect
   */
  record Listing(int layer, boolean moved) {

    static final Listing OF_UPPER = new Listing(Layers.UPPER, false);
  }

  /**
   * A directory that is open.
   *
   * @param child what it is
   * @param directory it
   */
  record OpenChild(Child child, Directory directory) {}

  /** Whether the upperdir has the directory. */
  boolean isInUpper() {
    return upperInode != Child.NO_UPPER;
  }

  /** Whether it is the image's own, and so is every directory on the way. */
  boolean isOfImage() {
    return anchor == this;
  }

  /** Whether the container sees here what the image has elsewhere. */
  boolean showsMoved() {
    return !now.equals(image) && !now.isEmpty();
  }

  boolean hasMoreNames() {
    return current < listings.size();
  }

  /** Whether it is the upperdir's names that are being read. */
  boolean isAtUpper() {
    return hasMoreNames() && listing().equals(Listing.OF_UPPER);
  }

  /** Whether all of it was looked at before. */
  boolean isKnown() {
    return isKnown;
  }

  /** The upperdir's names are to be read once more. */
  void listAgain() {
    current = 0;
  }

  /** The upperdir's names begin to be read. */
  void begin(FileStat directory, RollCall roll) {
    byName = roll.isAtRest(directory);
    quietSince = RollCall.isQuiet(directory) ? directory.changed() : null;
    differed = false;
  }

  /** When something changed in it before its names were read; null if that was just now. */
  FileTime quietSince() {
    return quietSince;
  }

  boolean isByName() {
    return byName;
  }

  /** Names do move: from now on each file is held before it is looked at. */
  void distrustNames() {
    byName = false;
  }

  boolean hasDiffered() {
    return differed;
  }

  void differ() {
    differed = true;
  }

  /** The listing that is being read. */
  Listing listing() {
    return listings.get(current);
  }

  /** Those that were read before it. */
  List<Listing> earlierListings() {
    return listings.subList(0, current);
  }

  long position() {
    return position;
  }

  /** Takes note of how far the names have been read. */
  void advance(NameBatch batch) {
    position = batch.next();
    if (batch.isLast()) {
      nextListing();
    }
  }

  /** Gives up on the names of the layer that is being read. */
  void skipListing() {
    nextListing();
  }

  /** The upperdir has something in the directory, or it could not be told. */
  void holdsAnything() {
    holdsAnything = true;
  }

  private void nextListing() {
    current++;
    position = Directory.START;
  }

  /** Whether the upperdir has nothing of the image's directory but itself; known at its end. */
  boolean isBareCopy() {
    return isOfImage() && isInUpper() && !holdsAnything;
  }
}
