package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
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

  /** To look back there is as much time as the walk took, and that much at least. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After looking back at so many directories others may have their turn. */
  private static final int TURN = 256;

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
  private final Register register;

  /** Whoever watches cannot know where the walk will be. */
  private final SplittableRandom random = new SplittableRandom();

  private Child root;
  private RollCall roll;
  private long entries;
  private long waitingBytes;
  private int open;

  /** Whether the budget is spent. */
  private boolean isSpent;

  /** Whether all was looked at once, and what changed meanwhile is looked for. */
  private boolean isLookingBack;

  /** When there is no more time for that, by the walk's own clock. */
  private long until;

  /** A directory that holds all that changed in the round at hand, or none. */
  private int changed = Register.NONE;

  /** Whether it was said that not all directories could be remembered. */
  private boolean hasToldOfMemory;

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
    this.register = new Register(2 * budget.waitingBytes());
  }

  /** The frame of the root where it begins. */
  Frame root(FileStat directory, LowerStack image) {
    root = Child.root(directory.inode(), image);
    roll = new RollCall(register, directory.device(), random.nextLong(), budget.waitingBytes());
    Frame frame = rootFrame(false);
    frame.directory = directory;
    return frame;
  }

  private Frame rootFrame(boolean isKnown) {
    return new Frame(null, root, top, everyName, roll.rootKey(), isKnown);
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
    long begun = look.allowance.ownNanos();
    roll.begin();
    root.number = register(Register.ROOT, this.root, root.key);
    frames.push(root);
    if (goOn(0)) {
      long now = look.allowance.ownNanos();
      until = now + Math.max(now - begun, PATIENCE.toNanos());
      isLookingBack = true;
      lookBack();
    }
    frames.forEach(this::letGo);
    frames.clear();
    return entries;
  }

  /**
   * Goes on until a number of frames is left.
   *
   * @return whether the budget allowed for that
   */
  private boolean goOn(int left) {
    while (frames.size() > left) {
      if (!isAllowed()) {
        return false;
      }
      step(frames.peek());
    }
    return true;
  }

  /** Whether there is anything left of the budget; that there is not is told once. */
  private boolean isAllowed() {
    boolean late = !look.allowance.hasTime();
    if (!isSpent && (late || (!isLookingBack && entries >= budget.entries()))) {
      errors.cannotLook(path.toPath(), late ? Reason.BUDGET_TIME : Reason.BUDGET_ENTRIES);
      isSpent = true;
    }
    return !isSpent && !isOutOfPatience();
  }

  private boolean isOutOfPatience() {
    return isLookingBack && look.allowance.ownNanos() - until >= 0;
  }

  private void step(Frame frame) {
    if (!frame.open.isEmpty()) {
      open--;
      enter(frame, frame.open.poll());
    } else if (!frame.pending.isEmpty() && !isToBeListed(frame)) {
      Child child = frame.pending.remove(frame.pending.size() - 1);
      waitingBytes -= child.weight();
      enter(frame, child);
    } else if (frame.isAtUpper()) {
      callRoll(frame);
    } else if (frame.hasMoreNames()) {
      visitNames(frame);
    } else {
      leave();
    }
  }

  /** A directory is listed to its end before others are entered, as long as there is memory. */
  private boolean isToBeListed(Frame frame) {
    return frame.isAtUpper() && waitingBytes < budget.waitingBytes() / 2;
  }

  /** Looks back, in rounds, until nothing has changed since it was listed. */
  private void lookBack() {
    try (Patrol patrol =
        new Patrol(register, roll, layers.root(Layers.UPPER), path.prefix(top), errors)) {
      do {
        changed = Register.NONE;
        roll.beginRound();
        if (!lookBackOnce(patrol)) {
          if (!isSpent) {
            int directory = changed == Register.NONE ? Register.ROOT : changed;
            errors.cannotLook(pathOf(directory), Reason.IN_FLUX);
          }
          return;
        }
      } while (changed != Register.NONE && roll.isMore());
    }
    if (changed != Register.NONE && roll.inFlux() != Register.NONE) {
      errors.cannotLook(pathOf(roll.inFlux()), Reason.IN_FLUX);
    }
  }

  /** Lists all directories again that changed, in whatever order; whether the time was enough. */
  private boolean lookBackOnce(Patrol patrol) {
    int size = register.size();
    int first = size == 0 ? 0 : random.nextInt(size);
    for (int i = 0; i < size; i++) {
      int directory = (first + i) % size;
      if (patrol.isChanged(directory)) {
        changed = changed == Register.NONE ? directory : register.common(changed, directory);
        if (goTo(directory)) {
          frames.peek().listAgain();
          goOn(frames.size() - 1);
        }
      }
      if (i % TURN == 0) {
        look.allowance.visited(0);
      }
      if (!isAllowed()) {
        return false;
      }
    }
    return true;
  }

  private FilePath pathOf(int directory) {
    return register.path(path.prefix(top), directory);
  }

  /** Takes the walk to a directory that was listed; whether it is still there. */
  private boolean goTo(int directory) {
    while (!frames.isEmpty() && !isOnTheWay(frames.peek(), directory)) {
      leave();
    }
    if (frames.isEmpty()) {
      layers.toRoot();
      moved.toRoot();
      path.truncate(top);
      frames.push(rootFrame(true));
      frames.peek().number = Register.ROOT;
    }
    for (int next : register.way(frames.peek().number, directory)) {
      if (!enterAgain(frames.peek(), next)) {
        return false;
      }
    }
    return true;
  }

  private boolean isOnTheWay(Frame frame, int directory) {
    return register.common(frame.number, directory) == frame.number;
  }

  private boolean enterAgain(Frame parent, int directory) {
    byte[] name = register.name(directory);
    try {
      LayerEntry entry = layers.held(layers.holdUpper(name));
      if (entry.stat().inode() != register.inode(directory) || !entry.stat().isDirectory()) {
        return false;
      }
      Optional<Child> child = visit.visit(parent, name, entry, true);
      return child.isPresent()
          && enter(parent, new OpenChild(child.get(), entry.openDirectory()), directory);
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      Reason reason = Failure.reason(e);
      if (!isGone(reason)) {
        errors.cannotLook(path.resolve(name), reason);
      }
      return false;
    } finally {
      layers.release();
      moved.release();
    }
  }

  /** Looks at a portion of what the container has in a directory. */
  private void callRoll(Frame frame) {
    try {
      Directory here = layers.at(Layers.UPPER);
      if (frame.position() == Directory.START) {
        frame.begin(frame.isKnown() ? here.stat() : frame.directory, roll);
      }
      NameBatch batch =
          here.names(frame.position(), frame.isByName() ? PORTION_BYTES : MOVING_PORTION_BYTES);
      visitPortion(frame, batch);
      frame.advance(batch);
      if (batch.isLast()) {
        end(frame, here);
      }
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      errors.cannotLook(path.toPath(), Failure.reason(e));
      frame.holdsAnything();
      frame.skipListing();
    }
  }

  private void shuffle(List<Child> children) {
    for (int i = children.size(); i > 1; i--) {
      Collections.swap(children, i - 1, random.nextInt(i));
    }
  }

  /** Looks at what is wanted of some names. */
  private void visitPortion(Frame frame, NameBatch batch) {
    if (batch.size() > 0) {
      frame.holdsAnything();
    }
    int looks = 0;
    int first = batch.size() == 0 ? 0 : random.nextInt(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      int at = (first + i) % batch.size();
      long key = batch.hash(at, frame.key);
      boolean mayBeDirectory = batch.mayBeDirectory(at);
      if (!frame.isKnown() || roll.isWanted(key, batch.inode(at), mayBeDirectory)) {
        visit(frame, batch.name(at), batch.inode(at), key);
        looks++;
      }
    }
    look.allowance.visited(looks);
  }

  private void end(Frame frame, Directory here) throws CannotLookException {
    shuffle(frame.pending);
    if (frame.hasDiffered() && here.stat().changed().equals(frame.quietSince())) {
      roll.distrustNumbers();
    }
    if (frame.number != Register.NONE) {
      register.know(frame.number, roll.round());
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
        if (frame.isByName()) {
          visitByName(frame, name, inode, key);
        } else {
          visitHeld(frame, name, inode, key);
        }
        return;
      } catch (CannotLookException | RuntimeException | StackOverflowError e) {
        Reason reason = Failure.reason(e);
        if (frame.isByName() && reason != Reason.IN_FLUX && reason.mayPass()) {
          frame.distrustNames();
        }
        if (left == 0 || !reason.mayPass()) {
          errors.cannotLook(path.resolve(name), reason);
          roll.giveUp(key, inode);
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
    Optional<LayerEntry> found = layers.find(Layers.UPPER, name);
    if (found.isEmpty() || !roll.isListed(found.get().stat(), inode)) {
      throw new CannotLookException(Reason.SWAPPED, "moved since it was listed");
    }
    LayerEntry entry = found.get();
    entries++;
    Optional<Child> child = visit.visit(frame, name, entry, false);
    child.ifPresent(directory -> await(frame, directory));
    looked(entry, child, key);
  }

  private void visitHeld(Frame frame, byte[] name, long inode, long key)
      throws CannotLookException {
    Optional<LayerEntry> entry = hold(name);
    if (entry.isEmpty()) {
      roll.miss(inode, frame.number);
      return;
    }
    visitHeld(frame, name, entry.get(), key);
    if (!roll.isListed(entry.get().stat(), inode)) {
      frame.differ();
      roll.miss(inode, frame.number);
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
    int since = frame.isKnown() ? register.round(frame.number) : Register.NONE;
    Held what = roll.meet(entry.stat(), key, since, entry::born);
    if (what == Held.LOOK || what == Held.ENTER) {
      entries++;
      Optional<Child> child = visit.visit(frame, name, entry, what == Held.ENTER);
      if (child.isPresent() && child.get().isInUpper() && open < MOST_OPEN) {
        frame.open.add(new OpenChild(child.get(), entry.openDirectory()));
        open++;
      } else {
        child.ifPresent(directory -> await(frame, directory));
      }
      looked(entry, child, key);
    }
  }

  private void looked(LayerEntry entry, Optional<Child> child, long key) {
    if (child.isPresent() && child.get().isInUpper()) {
      roll.told(key);
    } else {
      roll.looked(entry.stat(), key);
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
    Descent step = () -> layers.enterUpper(child.name(), child.upperInode());
    enter(parent, child, step, Register.NONE);
  }

  private void enter(Frame parent, OpenChild opened) {
    enter(parent, opened, Register.NONE);
  }

  private boolean enter(Frame parent, OpenChild opened, int number) {
    Directory directory = opened.directory();
    boolean entered = enter(parent, opened.child(), () -> layers.enterUpper(directory), number);
    if (!entered) {
      directory.close();
    }
    return entered;
  }

  @FunctionalInterface
  private interface Descent {
    FileStat run() throws CannotLookException;
  }

  /**
   * Enters a directory, if that is possible.
   *
   * @param number of one that was entered before
   * @return whether the step into the upperdir's was taken
   */
  private boolean enter(Frame parent, Child child, Descent intoUpper, int number) {
    long key = NameBatch.hash(child.name(), parent.key);
    path.enter(child.name());
    if (frames.size() > budget.depth() || path.length() > budget.pathBytes()) {
      errors.cannotLook(path.toPath(), Reason.BUDGET_DEPTH);
      path.truncate(parent.pathLength);
      roll.giveUp(key, child.upperInode());
      return false;
    }
    boolean stepped = false;
    try {
      FileStat directory = null;
      if (child.isInUpper()) {
        directory = intoUpper.run();
        stepped = true;
      }
      boolean isKnown = number != Register.NONE;
      Frame frame = new Frame(parent, child, path.length(), everyName, key, isKnown);
      layers.enter(parent.image, child.image(), child.name(), path);
      stepped = true;
      if (frame.showsMoved()) {
        moved.enter(movedStack(parent), child.now(), child.name(), path);
      }
      if (child.isInUpper()) {
        frame.directory = directory;
        frame.number = isKnown ? number : register(parent.number, child, key);
      }
      frames.push(frame);
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      notEntered(parent, child, key, !stepped && child.isInUpper(), Failure.reason(e));
      if (stepped || !(e instanceof CannotLookException)) {
        restore();
      } else {
        path.truncate(parent.pathLength);
      }
    }
    return stepped && child.isInUpper();
  }

  /** Takes down where a directory lies that is about to be listed for the first time. */
  private int register(int parent, Child directory, long key) {
    long inode = directory.upperInode();
    roll.entered(key, inode);
    int number =
        register.add(parent, directory.name(), inode, roll.pairKey(key, inode), roll.round());
    if (number == Register.NONE && !hasToldOfMemory) {
      errors.cannotLook(path.toPath(), Reason.BUDGET_MEMORY);
      hasToldOfMemory = true;
    }
    return number;
  }

  /** A directory of the container's own that moved before it was entered is looked for. */
  private void notEntered(Frame parent, Child child, long key, boolean isOwnGone, Reason reason) {
    boolean isOwn = child.image().isEmpty() && child.now().isEmpty();
    if (isOwnGone && isGone(reason)) {
      roll.miss(child.upperInode(), parent.number);
    } else {
      roll.giveUp(key, child.upperInode());
    }
    if (!isGone(reason) || !isOwn) {
      errors.cannotLook(path.toPath(), reason);
    }
  }

  static boolean isGone(Reason reason) {
    return reason == Reason.VANISHED || reason == Reason.SWAPPED;
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
        Reason reason = Failure.reason(e);
        if (!frame.isKnown()) {
          errors.cannotLook(path.toPath(), reason);
        }
        letGo(frame);
        frames.pop();
      }
    }
  }
}
