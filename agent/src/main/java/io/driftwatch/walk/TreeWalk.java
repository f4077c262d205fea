package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.NameBatch;
import io.driftwatch.walk.Frame.Listing;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One walk of an overlay: every path that the upperdir holds, every path of the image that it
 * hides, and every one that it shows elsewhere; or one of a volume, which has no image. A stack of
 * its own takes the place of recursion, because the container decides how deep its tree is.
 */
final class TreeWalk {

  /** How often a file that changes while it is looked at is looked at afresh. */
  private static final int TRIES = 3;

  private final Layers layers;
  private final Layers moved;

  /** A hard link of the image may show other content without a trace in its directory. */
  private final boolean everyName;

  private final Visit visit;
  private final Look look;
  private final Budget budget;
  private final PathErrors errors;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final PathBuffer path;
  private final int top;
  private long entries;
  private long waitingBytes;

  /**
   * A walk from the root.
   *
   * @param layers standing at their roots; the image's as the image has them
   * @param moved the same once more, for what the container sees by a redirect
   * @param visit what is done with each name
   * @param path of the root in the container
   * @param everyName whether names that only the image's layers have are looked at in any case
   */
  TreeWalk(
      Layers layers,
      Layers moved,
      Visit visit,
      PathBuffer path,
      boolean everyName,
      Look look,
      Budget budget,
      PathErrors errors) {
    this.layers = layers;
    this.moved = moved;
    this.visit = visit;
    this.path = path;
    this.top = path.length();
    this.everyName = everyName;
    this.look = look;
    this.budget = budget;
    this.errors = errors;
  }

  /**
   * Walks below the root.
   *
   * @param root where it begins
   * @param before entries of the budget that are spent already
   * @return how many are then
   */
  long walk(Frame root, long before) {
    entries = before;
    frames.push(root);
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
      errors.cannotLook(path.toPath(), late ? Reason.BUDGET_TIME : Reason.BUDGET_ENTRIES);
    }
    return entries;
  }

  private void visitNames(Frame frame) {
    Listing listing = frame.listing();
    try {
      NameBatch batch = visit.cursor(listing).at(listing.layer()).names(frame.position());
      for (byte[] name : batch.names()) {
        visit(frame, listing, name);
      }
      frame.advance(batch);
      entries += batch.names().size();
      look.allowance.visited(batch.names().size());
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      errors.cannotLook(path.toPath(), Failure.reason(e));
      frame.skipListing();
    }
  }

  private void visit(Frame frame, Listing listing, byte[] name) {
    for (int left = TRIES - 1; left >= 0; left--) {
      look.isLast = left == 0;
      try {
        visit.visit(frame, listing, name).ifPresent(directory -> await(frame, directory));
        return;
      } catch (CannotLookException | RuntimeException | StackOverflowError e) {
        Reason reason = Failure.reason(e);
        if (left == 0 || !reason.mayPass()) {
          errors.cannotLook(path.resolve(name), reason);
          return;
        }
      } finally {
        layers.release();
        moved.release();
      }
    }
  }

  private void await(Frame frame, Child directory) {
    if (waitingBytes + directory.weight() > budget.waitingBytes()) {
      errors.cannotLook(path.resolve(directory.name()), Reason.BUDGET_MEMORY);
      return;
    }
    waitingBytes += directory.weight();
    frame.pending.add(directory);
  }

  private void enter(Frame parent, Child child) {
    path.enter(child.name());
    if (frames.size() > budget.depth() || path.length() > budget.pathBytes()) {
      errors.cannotLook(path.toPath(), Reason.BUDGET_DEPTH);
      path.truncate(parent.pathLength);
      return;
    }
    boolean stepped = false;
    try {
      if (child.isInUpper()) {
        layers.enterUpper(child.name(), child.upperInode());
        stepped = true;
      }
      Frame frame = new Frame(parent, child, path.length(), everyName);
      layers.enter(parent.image, child.image(), child.name(), path);
      stepped = true;
      if (frame.showsMoved()) {
        moved.enter(movedStack(parent), child.now(), child.name(), path);
      }
      frames.push(frame);
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      notEntered(child, Failure.reason(e));
      if (stepped || !(e instanceof CannotLookException)) {
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
      errors.cannotLook(path.toPath(), reason);
    }
  }

  private static LowerStack movedStack(Frame frame) {
    return frame.showsMoved() ? frame.now : LowerStack.EMPTY;
  }

  /** Goes back to the parent; when the container moved directories about, to where it still can. */
  private void leave() {
    Frame left = frames.pop();
    if (left.isBareCopy()) {
      visit.bareCopy();
    }
    if (frames.isEmpty()) {
      return;
    }
    Frame parent = frames.peek();
    path.truncate(parent.pathLength);
    try {
      if (left.isInUpper()) {
        layers.leaveUpper(parent.upperInode);
      }
      layers.leave(left.image, parent.image, path);
      moved.leave(movedStack(left), movedStack(parent), path);
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      Failure.reason(e);
      restore();
    }
  }

  private void restore() {
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      path.truncate(frame.pathLength);
      try {
        if (frame.isInUpper()) {
          layers.restoreUpper(path.namesFrom(top), frame.upperInode);
        }
        layers.restore(frame.image, path);
        moved.restore(movedStack(frame), path);
        return;
      } catch (CannotLookException | RuntimeException | StackOverflowError e) {
        errors.cannotLook(path.toPath(), Failure.reason(e));
        frame.pending.forEach(child -> waitingBytes -= child.weight());
        frames.pop();
      }
    }
  }
}
