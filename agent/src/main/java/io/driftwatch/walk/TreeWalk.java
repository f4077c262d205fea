package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.NameBatch;
import io.driftwatch.walk.Frame.Listing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One walk of an overlay: every path that the upperdir holds, every path of the image that it
 * hides, and every one that it shows elsewhere. A stack of its own takes the place of recursion,
 * because the container decides how deep its tree is.
 */
final class TreeWalk {

  private static final byte[] NO_NAME = {};

  /** How often a file that changes while it is looked at is looked at afresh. */
  private static final int TRIES = 3;

  private final Layers layers;
  private final Layers moved;
  private final Layers links;
  private final Optional<HardLinkIndex> hardLinks;
  private final Look look;
  private final Budget budget;
  private final TreeVisitor visitor;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final PathBuffer path = new PathBuffer();
  private long entries;
  private long waitingBytes;

  /**
   * A walk from the root.
   *
   * @param layers standing at their roots; the image's as the image has them
   * @param moved the same once more, for what the container sees by a redirect
   * @param links the same once more, for following the image's links meanwhile
   * @param hardLinks what is seen instead of the image's hard links, in an overlay with an index
   */
  TreeWalk(
      Layers layers,
      Layers moved,
      Layers links,
      Optional<HardLinkIndex> hardLinks,
      Look look,
      Budget budget,
      TreeVisitor visitor) {
    this.layers = layers;
    this.moved = moved;
    this.links = links;
    this.hardLinks = hardLinks.filter(index -> !index.isEmpty());
    this.look = look;
    this.budget = budget;
    this.visitor = visitor;
  }

  void walk() throws CannotLookException {
    LowerStack image = layers.ofImage();
    LayerEntry upper = layers.self(Layers.UPPER);
    visitor.entry(FilePath.ROOT, layers.self(image.layers()[0]), upper);
    frames.push(new Frame(new Child(NO_NAME, 0, image, image), upper.stat(), 0, everyName()));
    while (!frames.isEmpty() && entries < budget.entries() && look.allowance.hasTime()) {
      Frame frame = frames.peek();
      if (!frame.pending.isEmpty()) {
        Child child = frame.pending.poll();
        waitingBytes -= child.weight();
        enter(frame, child);
      } else if (frame.hasMoreNames()) {
        visitNames(frame);
      } else {
        leave();
      }
    }
    if (!frames.isEmpty()) {
      boolean late = !look.allowance.hasTime();
      visitor.cannotLook(path.toPath(), late ? Reason.BUDGET_TIME : Reason.BUDGET_ENTRIES);
    }
  }

  /** A hard link of the image may show other content without a trace in its directory. */
  private boolean everyName() {
    return hardLinks.isPresent();
  }

  private void visitNames(Frame frame) {
    Listing listing = frame.listing();
    try {
      NameBatch batch = cursor(listing).at(listing.layer()).names(frame.position());
      for (byte[] name : batch.names()) {
        visit(frame, listing, name);
      }
      frame.advance(batch);
      entries += batch.names().size();
    } catch (CannotLookException e) {
      visitor.cannotLook(path.toPath(), e.reason());
      frame.skipListing();
    }
  }

  private Layers cursor(Listing listing) {
    return listing.moved() ? moved : layers;
  }

  private void visit(Frame frame, Listing listing, byte[] name) {
    for (int left = TRIES - 1; left >= 0; left--) {
      look.isLast = left == 0;
      try {
        if (!wasSeen(frame, name)) {
          visit(frame, name, listing.layer() == Layers.UPPER);
        }
        return;
      } catch (CannotLookException e) {
        if (left == 0 || !e.reason().mayPass()) {
          visitor.cannotLook(path.resolve(name), e.reason());
          return;
        }
      } finally {
        layers.release();
        moved.release();
      }
    }
  }

  /** Whether a name was among those of a listing that was read before. */
  private boolean wasSeen(Frame frame, byte[] name) throws CannotLookException {
    for (Listing earlier : frame.earlierListings()) {
      if (cursor(earlier).find(earlier.layer(), name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private void visit(Frame frame, byte[] name, boolean isInUpper) throws CannotLookException {
    Optional<LayerEntry> upper = isInUpper ? layers.find(Layers.UPPER, name) : Optional.empty();
    if (isInUpper && upper.isEmpty()) {
      // Gone since its directory was listed, and it hides nothing, or a whiteout would be there.
      return;
    }
    Optional<Found> image = Lookup.of(layers, frame.image, path, name);
    if (upper.isEmpty()) {
      visitLower(frame, name, image, seen(frame, name, image));
    } else if (upper.get().isWhiteout()) {
      visitLower(frame, name, image, Optional.empty());
    } else {
      visitUpper(frame, name, image, upper.get());
    }
  }

  /** What the container sees of the image's layers under a name that the upperdir lacks. */
  private Optional<Found> seen(Frame frame, byte[] name, Optional<Found> image)
      throws CannotLookException {
    if (frame.showsMoved()) {
      return Lookup.of(moved, frame.now, path, name);
    }
    return frame.now.equals(frame.image) ? image : Optional.empty();
  }

  /** A name that the upperdir lacks or hides. */
  private void visitLower(Frame frame, byte[] name, Optional<Found> image, Optional<Found> now)
      throws CannotLookException {
    Optional<LayerEntry> link = Optional.empty();
    if (now.isPresent() && hardLinks.isPresent()) {
      link = hardLinks.get().find(now.get().top());
      if (link.isPresent() && isMetacopy(link.get())) {
        takeContent(link.get(), now);
      }
    }
    boolean same = image.isPresent() && now.isPresent() && image.get().isSame(now.get());
    if (image.isEmpty() && now.isEmpty()) {
      return;
    }
    if (!same || link.isPresent()) {
      FilePath at = path.resolve(name);
      visitor.entry(at, imageSide(at, image), link.orElse(now.map(Found::top).orElse(null)));
    }
    LowerStack ofImage = image.map(Found::directories).orElse(LowerStack.EMPTY);
    LowerStack ofNow = same ? ofImage : now.map(Found::directories).orElse(LowerStack.EMPTY);
    boolean differs = !ofImage.equals(ofNow) || (everyName() && !ofImage.isEmpty());
    if (differs) {
      await(frame, new Child(name, Child.NO_UPPER, ofImage, ofNow));
    }
  }

  /** A name that the upperdir has. */
  private void visitUpper(Frame frame, byte[] name, Optional<Found> image, LayerEntry upper)
      throws CannotLookException {
    LowerStack ofImage = image.map(Found::directories).orElse(LowerStack.EMPTY);
    Optional<Child> child = Optional.empty();
    if (upper.stat().isDirectory()) {
      LowerStack now = mergedInto(frame, name, upper, image);
      child = Optional.of(new Child(name, upper.stat().inode(), ofImage, now));
    } else {
      if (isMetacopy(upper)) {
        takeContent(upper, below(frame, name, upper, image));
      }
      if (!ofImage.isEmpty()) {
        child = Optional.of(new Child(name, Child.NO_UPPER, ofImage, LowerStack.EMPTY));
      }
    }
    FilePath at = path.resolve(name);
    visitor.entry(at, imageSide(at, image), upper);
    if (upper.stat().isRegularFile()) {
      visitor.written(upper.stat());
    }
    child.ifPresent(directory -> await(frame, directory));
  }

  private static boolean isMetacopy(LayerEntry entry) throws CannotLookException {
    return entry.stat().isRegularFile() && entry.marks().metacopy();
  }

  private static void takeContent(LayerEntry metacopy, Optional<Found> below) {
    metacopy.takeContentOf(below.map(Found::top).filter(top -> top.stat().isRegularFile()));
  }

  /**
   * The directories of the image that the container sees merged into one of the upperdir's. What is
   * opaque hides the image at any depth; below it the kernel sets no further marks.
   */
  private LowerStack mergedInto(Frame frame, byte[] name, LayerEntry upper, Optional<Found> image)
      throws CannotLookException {
    if (upper.marks().opaque()) {
      return LowerStack.EMPTY;
    }
    Optional<Found> now = below(frame, name, upper, image);
    boolean same = now.isPresent() && image.isPresent() && now.get().isSame(image.get());
    return (same ? image : now).map(Found::directories).orElse(LowerStack.EMPTY);
  }

  /** What the image's layers have below something in the upperdir. */
  private Optional<Found> below(Frame frame, byte[] name, LayerEntry upper, Optional<Found> image)
      throws CannotLookException {
    Optional<FilePath> redirect = upper.marks().redirect();
    if (redirect.isEmpty()) {
      return seen(frame, name, image);
    }
    if (frame.showsMoved()) {
      return Lookup.redirected(moved, frame.now, path, name, redirect.get());
    }
    LowerStack at = frame.now.equals(frame.image) ? frame.image : LowerStack.EMPTY;
    return Lookup.redirected(layers, at, path, name, redirect.get());
  }

  private void await(Frame frame, Child directory) {
    if (waitingBytes + directory.weight() > budget.waitingBytes()) {
      visitor.cannotLook(path.resolve(directory.name()), Reason.BUDGET_MEMORY);
      return;
    }
    waitingBytes += directory.weight();
    frame.pending.add(directory);
  }

  private Entry imageSide(FilePath at, Optional<Found> image) {
    if (image.isEmpty()) {
      return null;
    }
    LayerEntry top = image.get().top();
    return top.stat().type() == FileType.SYMLINK ? new ImageLink(top, at, links) : top;
  }

  private void enter(Frame parent, Child child) {
    path.enter(child.name());
    if (frames.size() > budget.depth() || path.length() > budget.pathBytes()) {
      visitor.cannotLook(path.toPath(), Reason.BUDGET_DEPTH);
      path.truncate(parent.pathLength);
      return;
    }
    boolean left = false;
    try {
      FileStat upper = null;
      if (child.isInUpper()) {
        layers.enterUpper(child.name());
        left = true;
        upper = layers.at(Layers.UPPER).stat();
        if (upper.inode() != child.upperInode()) {
          throw new CannotLookException(Reason.SWAPPED, "another directory took its name");
        }
      }
      Frame frame = new Frame(child, upper, path.length(), everyName());
      layers.enter(parent.image, child.image(), child.name(), path);
      left = true;
      if (frame.showsMoved()) {
        moved.enter(movedStack(parent), child.now(), child.name(), path);
      }
      frames.push(frame);
    } catch (CannotLookException e) {
      notEntered(child, e.reason());
      if (left) {
        restore();
      } else {
        path.truncate(parent.pathLength);
      }
    }
  }

  /** A directory of the container's own that is gone before it is entered is no loss. */
  private void notEntered(Child child, Reason reason) {
    boolean isOwn = child.image().isEmpty() && child.now().isEmpty();
    if (reason != Reason.VANISHED || !isOwn) {
      visitor.cannotLook(path.toPath(), reason);
    }
  }

  private static LowerStack movedStack(Frame frame) {
    return frame.showsMoved() ? frame.now : LowerStack.EMPTY;
  }

  /** Goes back to the parent; when the container moved directories about, to where it still can. */
  private void leave() {
    Frame left = frames.pop();
    if (frames.isEmpty()) {
      return;
    }
    Frame parent = frames.peek();
    path.truncate(parent.pathLength);
    try {
      if (left.upper != null) {
        layers.leaveUpper(parent.upper);
      }
      layers.leave(left.image, parent.image, path);
      moved.leave(movedStack(left), movedStack(parent), path);
    } catch (CannotLookException e) {
      restore();
    }
  }

  private void restore() {
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      path.truncate(frame.pathLength);
      try {
        if (frame.upper != null) {
          layers.restoreUpper(path.namesFrom(0), frame.upper);
        }
        layers.restore(frame.image, path);
        moved.restore(movedStack(frame), path);
        return;
      } catch (CannotLookException e) {
        visitor.cannotLook(path.toPath(), e.reason());
        frame.pending.forEach(child -> waitingBytes -= child.weight());
        frames.pop();
      }
    }
  }
}
