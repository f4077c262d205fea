package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.NameBatch;
import io.driftwatch.walk.Layers.ImageEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One walk of an overlay: every path that the upperdir holds, and every path of the image that it
 * hides. A stack of its own takes the place of recursion, because the container decides how deep
 * its tree is.
 */
final class TreeWalk {

  private static final byte[] NO_NAME = {};

  /** How often a file that changes while it is looked at is looked at afresh. */
  private static final int TRIES = 3;

  private final Layers layers;
  private final Layers linkLayers;
  private final Budget budget;
  private final TreeVisitor visitor;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final PathBuffer path = new PathBuffer();
  private long entries;
  private int waiting;

  /**
   * A walk from the root.
   *
   * @param layers standing at their roots
   * @param linkLayers the same once more, for following the image's links meanwhile
   */
  TreeWalk(Layers layers, Layers linkLayers, Budget budget, TreeVisitor visitor) {
    this.layers = layers;
    this.linkLayers = linkLayers;
    this.budget = budget;
    this.visitor = visitor;
  }

  void walk() throws CannotLookException {
    int[] ofImage = layers.ofImage();
    visitor.entry(FilePath.ROOT, layers.self(ofImage[0]), layers.self(Layers.UPPER));
    push(new Child(NO_NAME, true, ofImage, false));
    while (!frames.isEmpty() && entries < budget.entries()) {
      Frame frame = frames.peek();
      if (!frame.pending.isEmpty()) {
        waiting--;
        enter(frame.pending.poll());
      } else if (frame.hasMoreNames()) {
        visitNames(frame);
      } else {
        leave();
      }
    }
    if (!frames.isEmpty()) {
      visitor.cannotLook(path.toPath(), Reason.BUDGET_ENTRIES);
    }
  }

  private void visitNames(Frame frame) {
    int layer = frame.listedLayer();
    try {
      NameBatch batch = layers.at(layer).names(frame.position());
      frame.advance(batch);
      for (byte[] name : batch.names()) {
        visit(frame, layer, name);
      }
      entries += batch.names().size();
    } catch (CannotLookException e) {
      visitor.cannotLook(path.toPath(), e.reason());
      frame.skipListing();
    }
  }

  private void visit(Frame frame, int layer, byte[] name) {
    for (int left = TRIES - 1; left >= 0; left--) {
      try {
        if (layer == Layers.UPPER) {
          visitUpper(frame, name);
        } else {
          visitHidden(frame, layer, name);
        }
        return;
      } catch (CannotLookException e) {
        if (left == 0 || !mayPass(e.reason())) {
          visitor.cannotLook(path.resolve(name), e.reason());
          return;
        }
      }
    }
  }

  private static boolean mayPass(Reason reason) {
    return reason == Reason.IN_FLUX || reason == Reason.SWAPPED || reason == Reason.VANISHED;
  }

  /** A name of the upperdir: a file, or a whiteout. */
  private void visitUpper(Frame frame, byte[] name) throws CannotLookException {
    Optional<LayerEntry> found = layers.find(Layers.UPPER, name);
    if (found.isEmpty()) {
      // Gone since its directory was listed, and it hides nothing, or a whiteout would be there.
      return;
    }
    LayerEntry now = found.get();
    Optional<ImageEntry> image = layers.findInImage(frame.imageLayers, name);
    if (layers.marks().isWhiteout(now.directory(), name, now.stat())) {
      visitGone(frame, name, image);
      return;
    }
    if (layers.marks().isIndirect(now.directory(), name, now.stat())) {
      throw new CannotLookException(Reason.OVERLAY_FEATURE, "redirect or metacopy");
    }
    Optional<Child> child = childOf(frame, name, now, image);
    FilePath at = path.resolve(name);
    visitor.entry(at, image.map(shown -> imageSide(at, shown)).orElse(null), now);
    child.ifPresent(directory -> await(frame, directory));
  }

  /**
   * The directory to be walked for an entry of the upperdir. What is opaque hides the image at any
   * depth; below it the kernel sets no further marks.
   */
  private Optional<Child> childOf(
      Frame frame, byte[] name, LayerEntry now, Optional<ImageEntry> image)
      throws CannotLookException {
    int[] imageLayers = image.map(ImageEntry::directories).orElse(new int[0]);
    if (now.stat().isDirectory()) {
      boolean hidesImage =
          imageLayers.length > 0
              && (frame.hidesImage || layers.marks().isOpaque(now.directory(), name));
      return Optional.of(new Child(name, true, imageLayers, hidesImage));
    }
    return imageLayers.length > 0 ? Optional.of(Child.gone(name, imageLayers)) : Optional.empty();
  }

  /** A name of one of the image's layers in a directory that is gone or hides the image's. */
  private void visitHidden(Frame frame, int layer, byte[] name) throws CannotLookException {
    if (frame.upper && layers.find(Layers.UPPER, name).isPresent()) {
      return;
    }
    for (int above : frame.imageLayers) {
      if (above == layer) {
        break;
      }
      if (layers.find(above, name).isPresent()) {
        // Seen when that layer was listed, or hidden by its whiteout.
        return;
      }
    }
    visitGone(frame, name, layers.findInImage(frame.imageLayers, name));
  }

  private void visitGone(Frame frame, byte[] name, Optional<ImageEntry> image)
      throws CannotLookException {
    if (image.isEmpty()) {
      return;
    }
    FilePath at = path.resolve(name);
    visitor.entry(at, imageSide(at, image.get()), null);
    if (image.get().isDirectory()) {
      await(frame, Child.gone(name, image.get().directories()));
    }
  }

  private void await(Frame frame, Child directory) {
    if (waiting == budget.waiting()) {
      visitor.cannotLook(path.resolve(directory.name()), Reason.BUDGET_ENTRIES);
      return;
    }
    waiting++;
    frame.pending.add(directory);
  }

  private Entry imageSide(FilePath at, ImageEntry image) {
    return image.top().stat().type() == FileType.SYMLINK
        ? new ImageLink(image.top(), at, linkLayers)
        : image.top();
  }

  private void enter(Child child) {
    if (frames.size() > budget.depth()) {
      visitor.cannotLook(path.resolve(child.name()), Reason.BUDGET_DEPTH);
      return;
    }
    try {
      layers.enter(child.layers(), child.name());
    } catch (CannotLookException e) {
      if (e.reason() != Reason.VANISHED || child.imageLayers().length > 0) {
        visitor.cannotLook(path.resolve(child.name()), e.reason());
      }
      return;
    }
    path.enter(child.name());
    try {
      push(child);
    } catch (CannotLookException e) {
      visitor.cannotLook(path.toPath(), e.reason());
      restore();
    }
  }

  private void push(Child child) throws CannotLookException {
    int[] standing = child.layers();
    FileStat[] stats = new FileStat[standing.length];
    for (int i = 0; i < standing.length; i++) {
      stats[i] = layers.at(standing[i]).stat();
    }
    frames.push(new Frame(child, stats, path.length()));
  }

  /** Goes back to the parent; when the container moved directories about, to where it still can. */
  private void leave() {
    Frame left = frames.pop();
    if (frames.isEmpty()) {
      return;
    }
    path.truncate(frames.peek().pathLength);
    try {
      stepUp(left, frames.peek());
    } catch (CannotLookException e) {
      restore();
    }
  }

  private void stepUp(Frame from, Frame to) throws CannotLookException {
    int k = 0;
    for (int layer : from.layers) {
      while (to.layers[k] != layer) {
        k++;
      }
      layers.leave(layer, to.stats[k]);
    }
  }

  private void restore() {
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      path.truncate(frame.pathLength);
      try {
        for (int i = 0; i < frame.layers.length; i++) {
          layers.restore(frame.layers[i], path.names(), frame.stats[i]);
        }
        return;
      } catch (CannotLookException e) {
        visitor.cannotLook(path.toPath(), e.reason());
        waiting -= frames.pop().pending.size();
      }
    }
  }
}
