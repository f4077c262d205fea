package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.walk.Frame.Listing;
import java.util.Optional;

/**
 * Looks at one name of the directory where a walk stands: what the image has under it, and what the
 * container sees, which may be in the upperdir, in the image, elsewhere in the image, or nowhere.
 */
final class PathVisit implements Visit {

  private final Layers layers;
  private final Layers moved;
  private final Layers links;
  private final Optional<HardLinkIndex> hardLinks;
  private final PathBuffer path;
  private final Sites sites;
  private final TreeVisitor visitor;

  /**
   * @param layers standing where the walk does, the image's as the image has them
   * @param moved standing at what the container sees by a redirect
   * @param links for following the image's links
   * @param hardLinks what is seen instead of the image's hard links, when there is any such
   * @param path of the walk
   * @param sites where the walk's paths were written to
   */
  PathVisit(
      Layers layers,
      Layers moved,
      Layers links,
      Optional<HardLinkIndex> hardLinks,
      PathBuffer path,
      Sites sites,
      TreeVisitor visitor) {
    this.layers = layers;
    this.moved = moved;
    this.links = links;
    this.hardLinks = hardLinks;
    this.path = path;
    this.sites = sites;
    this.visitor = visitor;
  }

  @Override
  public Layers cursor(Listing listing) {
    return listing.moved() ? moved : layers;
  }

  @Override
  public boolean isOfInterest(byte[] name) {
    return true;
  }

  /** Hands the path over if its two sides may differ, and gives the directory if they may below. */
  @Override
  public Optional<Child> visit(Frame frame, Listing listing, byte[] name)
      throws CannotLookException {
    return wasSeen(frame, name) ? Optional.empty() : visitHidden(frame, name);
  }

  @Override
  public void bareCopy() {
    visitor.bareCopy(path.toPath());
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

  private Optional<Child> visitHidden(Frame frame, byte[] name) throws CannotLookException {
    Optional<Found> image = Lookup.of(layers, frame.image, path, name);
    return visitLower(frame, name, image, seen(frame, name, image));
  }

  @Override
  public Optional<Child> visit(Frame frame, byte[] name, LayerEntry upper, boolean isTold)
      throws CannotLookException {
    Optional<Found> image = Lookup.of(layers, frame.image, path, name);
    return upper.isWhiteout()
        ? visitLower(frame, name, image, Optional.empty())
        : visitUpper(frame, name, image, upper, isTold);
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
  private Optional<Child> visitLower(
      Frame frame, byte[] name, Optional<Found> image, Optional<Found> now)
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
      return Optional.empty();
    }
    LowerStack ofImage = image.map(Found::directories).orElse(LowerStack.EMPTY);
    LowerStack ofNow = same ? ofImage : now.map(Found::directories).orElse(LowerStack.EMPTY);
    Child child = child(name, Child.NO_UPPER, image, ofNow);
    if (!same || link.isPresent()) {
      visitor.at(
          now.map(Found::isDirectory).orElse(false) ? sites.of(frame, child) : sites.of(frame));
      FilePath at = path.resolve(name);
      visitor.entry(at, imageSide(at, image), link.orElse(now.map(Found::top).orElse(null)));
    }
    boolean differs = !ofImage.equals(ofNow) || (hardLinks.isPresent() && !ofImage.isEmpty());
    return differs ? Optional.of(child) : Optional.empty();
  }

  private static Child child(byte[] name, long upperInode, Optional<Found> image, LowerStack now) {
    LowerStack ofImage = image.map(Found::directories).orElse(LowerStack.EMPTY);
    boolean replaces = image.isPresent() && ofImage.isEmpty();
    return new Child(name, upperInode, ofImage, now, replaces);
  }

  /** A name that the upperdir has. */
  private Optional<Child> visitUpper(
      Frame frame, byte[] name, Optional<Found> image, LayerEntry upper, boolean isTold)
      throws CannotLookException {
    LowerStack ofImage = image.map(Found::directories).orElse(LowerStack.EMPTY);
    Optional<Child> child = Optional.empty();
    if (upper.stat().isDirectory()) {
      LowerStack now = mergedInto(frame, name, upper, image);
      child = Optional.of(child(name, upper.stat().inode(), image, now));
      visitor.at(sites.of(frame, child.get()));
    } else {
      if (isMetacopy(upper)) {
        takeContent(upper, below(frame, name, upper, image));
      }
      if (!ofImage.isEmpty()) {
        child = Optional.of(child(name, Child.NO_UPPER, image, LowerStack.EMPTY));
      }
      visitor.at(sites.of(frame));
    }
    if (isTold) {
      return child;
    }
    FilePath at = path.resolve(name);
    visitor.entry(at, imageSide(at, image), upper);
    if (upper.stat().isRegularFile()) {
      visitor.written(upper.stat());
    }
    return child;
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

  private Entry imageSide(FilePath at, Optional<Found> image) {
    if (image.isEmpty()) {
      return null;
    }
    LayerEntry top = image.get().top();
    return top.stat().type() == FileType.SYMLINK ? new ImageLink(top, at, links) : top;
  }
}
