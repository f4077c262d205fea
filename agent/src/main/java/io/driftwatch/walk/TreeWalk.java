package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import io.driftwatch.walk.Frame.Listing;
import io.driftwatch.walk.Frame.OpenChild;
import io.driftwatch.walk.RollCall.Held;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One walk of an overlay: every path that the upperdir holds, every path of the image that it
 * hides, and every one that it shows elsewhere; or one of a volume, which has no image. A stack of
 * its own takes the place of recursion, because the container decides how deep its tree is.
 */
final class TreeWalk {

  /** How often a file that changes while it is looked at is looked at afresh. */
  private static final int TRIES = 3;

  /** Names of a directory that rests are listed in portions, which bound what waits. */
  private static final int PORTION_BYTES = 16 << 10;

  /** Those that move are listed in small ones, lest they move before the look. */
  private static final int MOVING_PORTION_BYTES = 1 << 10;

  /** As many directories are held open that may be moved before the walk enters them. */
  private static final int MOST_OPEN = 16;

  /** For directories that do not rest there is that much time, for all of them. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long to wait for something to move. */
  private static final Duration PAUSE = Duration.ofMillis(2);

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

  /** Whoever watches cannot know where the walk will be. */
  private final SplittableRandom random = new SplittableRandom();

  private long entries;
  private long waitingBytes;
  private long rememberedBytes;
  private int open;
  private long impatientAfter = PATIENCE.toNanos();

  /** What of {@link #rememberedBytes} other directories take than the one that is listed. */
  private long rememberedElsewhere;

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

  /** The frame of a root. */
  Frame root(Child child) {
    return new Frame(null, child, path.length(), everyName, random.nextLong());
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
      if (!frame.open.isEmpty()) {
        open--;
        enter(frame, frame.open.poll());
      } else if (!frame.pending.isEmpty() && !isToBeListed(frame)) {
        Child child = frame.pending.remove(frame.pending.size() - 1);
        waitingBytes -= child.weight();
        enter(frame, child);
      } else if (frame.isRollCallDue()) {
        callRoll(frame);
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
    frames.forEach(this::letGo);
    return entries;
  }

  /** A directory is listed to its end before others are entered, as long as there is memory. */
  private boolean isToBeListed(Frame frame) {
    return frame.isRollCallDue()
        && !frame.rollCall.isForThoseNotEntered()
        && waitingBytes < budget.waitingBytes() / 2;
  }

  /** Looks at a portion of what the container has in a directory. */
  private void callRoll(Frame frame) {
    RollCall roll = frame.rollCall;
    rememberedElsewhere = rememberedBytes - roll.bytes();
    long begun = look.allowance.ownNanos();
    boolean isMore = roll.isMore();
    try {
      Directory here = layers.at(Layers.UPPER);
      if (!roll.isListing()) {
        FileStat now = here.stat();
        if (roll.isToWait(now, impatientAfter < 0)) {
          LockSupport.parkNanos(PAUSE.toNanos());
          look.allowance.visited(0);
          return;
        }
        roll.begin(now);
      }
      boolean isBeginning = roll.position() == Directory.START;
      if (visitPortion(frame, here, roll.position(), true) && isBeginning && !roll.isFirst()) {
        visitPortion(frame, here, roll.tail(), false);
      }
      if (!roll.isListing()) {
        shuffle(frame.pending);
      }
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      errors.cannotLook(path.toPath(), Failure.reason(e));
      frame.holdsAnything();
      roll.forget();
    } finally {
      rememberedBytes = rememberedElsewhere + roll.bytes();
      if (isMore) {
        impatientAfter -= look.allowance.ownNanos() - begun;
      }
    }
  }

  /** How much memory what is known of a directory may take. */
  private long room() {
    return budget.waitingBytes() - waitingBytes - rememberedElsewhere;
  }

  private void shuffle(List<Child> children) {
    for (int i = children.size(); i > 1; i--) {
      Collections.swap(children, i - 1, random.nextInt(i));
    }
  }

  /**
   * Looks at what is wanted of some names.
   *
   * @param isNext whether the listing goes on after them
   * @return whether all was; else a directory is to be entered first, which may change soon
   */
  private boolean visitPortion(Frame frame, Directory here, long from, boolean isNext)
      throws CannotLookException {
    RollCall roll = frame.rollCall;
    NameBatch batch = here.names(from, roll.isByName() ? PORTION_BYTES : MOVING_PORTION_BYTES);
    if (batch.size() > 0) {
      frame.holdsAnything();
    }
    int looks = 0;
    int first = batch.size() == 0 ? 0 : random.nextInt(batch.size());
    boolean isLeft = false;
    for (int i = 0; i < batch.size() && !isLeft; i++) {
      int at = (first + i) % batch.size();
      long key = roll.nameKey(batch, at);
      if (roll.isWanted(batch.inode(at), key, batch.mayBeDirectory(at))) {
        visit(frame, batch.name(at), batch.inode(at), key);
        looks++;
        isLeft = !frame.open.isEmpty() && roll.leaves();
      }
    }
    look.allowance.visited(looks);
    if (isLeft) {
      return false;
    }
    if (isNext) {
      roll.advance(batch);
      if (batch.isLast()) {
        end(roll, here.stat());
      }
    }
    return true;
  }

  private void end(RollCall roll, FileStat now) {
    switch (roll.end(now, impatientAfter < 0)) {
      case IN_FLUX -> errors.cannotLook(path.toPath(), Reason.IN_FLUX);
      case OUT_OF_MEMORY -> errors.cannotLook(path.toPath(), Reason.BUDGET_MEMORY);
      case COMPLETE, AGAIN -> {}
    }
  }

  /** Looks at what the container has under a name that was listed with an inode number. */
  private void visit(Frame frame, byte[] name, long inode, long key) {
    if (!visit.isOfInterest(name)) {
      return;
    }
    for (int left = TRIES - 1; left >= 0; left--) {
      look.isLast = left == 0;
      try {
        if (frame.rollCall.isByName()) {
          visitByName(frame, name, inode, key);
        } else {
          visitHeld(frame, name, inode, key);
        }
        return;
      } catch (CannotLookException | RuntimeException | StackOverflowError e) {
        Reason reason = Failure.reason(e);
        if (frame.rollCall.isByName() && reason != Reason.IN_FLUX && reason.mayPass()) {
          frame.rollCall.distrustNames();
        }
        if (left == 0 || !reason.mayPass()) {
          errors.cannotLook(path.resolve(name), reason);
          frame.rollCall.toldOf(inode, key);
          return;
        }
      } finally {
        layers.release();
        moved.release();
      }
    }
  }

  private void visitByName(Frame frame, byte[] name, long inode, long key)
      throws CannotLookException {
    RollCall roll = frame.rollCall;
    Optional<LayerEntry> found = layers.find(Layers.UPPER, name);
    if (found.isEmpty() || !roll.isListed(found.get().stat(), inode)) {
      throw new CannotLookException(Reason.SWAPPED, "moved since it was listed");
    }
    LayerEntry entry = found.get();
    entries++;
    visit.visit(frame, name, entry, false).ifPresent(directory -> await(frame, directory));
    roll.looked(entry.stat(), key, room());
  }

  private void visitHeld(Frame frame, byte[] name, long inode, long key)
      throws CannotLookException {
    RollCall roll = frame.rollCall;
    Optional<LayerEntry> entry = hold(name);
    if (entry.isEmpty()) {
      roll.miss(inode);
      return;
    }
    visitHeld(frame, name, entry.get(), key);
    if (!roll.isListed(entry.get().stat(), inode)) {
      roll.differ();
      roll.miss(inode);
    }
  }

  private Optional<LayerEntry> hold(byte[] name) throws CannotLookException {
    Directory held;
    try {
      held = layers.holdUpper(name);
    } catch (CannotLookException e) {
      if (e.reason() == Reason.VANISHED) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(layers.held(held));
  }

  private void visitHeld(Frame frame, byte[] name, LayerEntry entry, long key)
      throws CannotLookException {
    RollCall roll = frame.rollCall;
    Held what = roll.meet(entry.stat(), key, entry::born);
    if (what == Held.LOOK || what == Held.ENTER) {
      entries++;
      Optional<Child> child = visit.visit(frame, name, entry, what == Held.ENTER);
      if (child.isPresent() && child.get().isInUpper() && open < MOST_OPEN) {
        frame.open.add(new OpenChild(child.get(), entry.openDirectory()));
        open++;
      } else {
        child.ifPresent(directory -> await(frame, directory));
      }
      roll.looked(entry.stat(), key, entry::born, room());
    }
  }

  private void visitNames(Frame frame) {
    Listing listing = frame.listing();
    try {
      NameBatch batch = visit.cursor(listing).at(listing.layer()).names(frame.position());
      for (byte[] name : batch.names()) {
        visit(frame, listing, name);
      }
      frame.advance(batch);
      entries += batch.size();
      look.allowance.visited(batch.size());
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
    enter(parent, child, () -> layers.enterUpper(child.name(), child.upperInode()));
  }

  private void enter(Frame parent, OpenChild opened) {
    Directory directory = opened.directory();
    if (!enter(parent, opened.child(), () -> layers.enterUpper(directory))) {
      directory.close();
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws CannotLookException;
  }

  /** Enters a directory, if that is possible; whether the step into the upperdir's was taken. */
  private boolean enter(Frame parent, Child child, Step intoUpper) {
    path.enter(child.name());
    if (frames.size() > budget.depth() || path.length() > budget.pathBytes()) {
      errors.cannotLook(path.toPath(), Reason.BUDGET_DEPTH);
      path.truncate(parent.pathLength);
      return false;
    }
    boolean stepped = false;
    try {
      if (child.isInUpper()) {
        intoUpper.run();
        stepped = true;
      }
      Frame frame = new Frame(parent, child, path.length(), everyName, random.nextLong());
      layers.enter(parent.image, child.image(), child.name(), path);
      stepped = true;
      if (frame.showsMoved()) {
        moved.enter(movedStack(parent), child.now(), child.name(), path);
      }
      frames.push(frame);
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      notEntered(parent, child, !stepped && child.isInUpper(), Failure.reason(e));
      if (stepped || !(e instanceof CannotLookException)) {
        restore();
      } else {
        path.truncate(parent.pathLength);
      }
    }
    return stepped && child.isInUpper();
  }

  /** A directory of the container's own that moved before it is entered is looked for. */
  private void notEntered(Frame parent, Child child, boolean isOwnGone, Reason reason) {
    boolean isOwn = child.image().isEmpty() && child.now().isEmpty();
    boolean isGone = reason == Reason.VANISHED || reason == Reason.SWAPPED;
    if (isOwnGone && isGone) {
      parent.rollCall.notEntered(child.upperInode());
    }
    if (!isGone || !isOwn) {
      errors.cannotLook(path.toPath(), reason);
    }
  }

  private static LowerStack movedStack(Frame frame) {
    return frame.showsMoved() ? frame.now : LowerStack.EMPTY;
  }

  /** Goes back to the parent; when the container moved directories about, to where it still can. */
  private void leave() {
    Frame left = frames.pop();
    letGo(left);
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

  /** Nothing more of a directory is looked at. */
  private void letGo(Frame frame) {
    frame.pending.forEach(child -> waitingBytes -= child.weight());
    open -= frame.open.size();
    frame.open.forEach(child -> child.directory().close());
    if (frame.rollCall != null) {
      rememberedBytes -= frame.rollCall.bytes();
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
        letGo(frame);
        frames.pop();
      }
    }
  }
}
