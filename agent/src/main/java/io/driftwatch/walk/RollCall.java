package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What a walk has looked at, and what it has missed. While it goes from directory to directory the
 * container may move a file from one that is still to be listed to one that was. So the walk looks
 * back, in rounds: it asks each directory for its time of change, and lists those again that
 * changed since they were listed. A round that finds none has shown that all directories were as
 * they had been listed at one moment, that in which it began, and so everything that was there then
 * was looked at.
 *
 * <p>Where something changes all the time there is no such round. But a file that is always in some
 * directory, and does not know to which one the walk goes next, is met by more than every second
 * round, however often it moves; {@link #ROUNDS} leave it one chance in a hundred thousand or so.
 * Files that come and go meanwhile say nothing, as any container has them. What moves so fast that
 * it is listed again and again, and is never there when it is asked for, is in flux.
 *
 * <p>What was looked at is known by its path and by its inode number. A number tells a file from
 * another only while both are there: ext4 gives the next file the number of the one that was
 * removed last. So a path that was told of is told of again only for a file that is older than the
 * walk, and whose number is not known.
 */
final class RollCall {

  /** How often a walk looks back where something changes all the time. */
  static final int ROUNDS = 12;

  /** In how many rounds something is missed, and never met, that is in flux. */
  private static final int MISSES = 8;

  /**
   * A stamp is behind the clock by one tick of the kernel's timer at most, a hundredth of a second
   * or less. What changed twice within a tick may have the same stamp as before.
   */
  static final Duration TICK = Duration.ofMillis(20);

  private static final Duration PAUSE = Duration.ofMillis(2);

  /** A directory in which nothing moved for that long is looked at by name. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** A clock that was set back leaves stamps behind that are later than now. */
  private static final Duration CLOCK_SET = Duration.ofSeconds(1);

  /** More are not told apart, lest they take memory. */
  private static final int MOST_MISSED = 4_096;

  private final Register register;
  private final DeviceNumber device;
  private final long seed;
  private final long mostBytes;

  /** When each round began; the first is the walk itself. In milliseconds since 1970. */
  private final long[] begun = new long[1 + ROUNDS];

  private int round = -1;

  private LongSet known = new LongSet();

  /** Whether there was no memory for all that was looked at. */
  private boolean hasForgotten;

  /** Whether the file system's directories have the numbers of its files, as far as is known. */
  private boolean numbersTell = true;

  private final Map<Long, Misses> missed = new HashMap<>();

  /**
   * @param register of the directories that were entered
   * @param device of the file system that is walked
   * @param seed which nobody who watches can know, and choose names that are taken for others
   * @param mostBytes how much memory may be taken for all that is known
   */
  RollCall(Register register, DeviceNumber device, long seed, long mostBytes) {
    this.register = register;
    this.device = device;
    this.seed = seed;
    this.mostBytes = mostBytes;
  }

  /**
   * In how many rounds something was listed and not met.
   *
   * @param round the last of them
   * @param directory that holds all those where it was
   */
  private record Misses(int count, int round, int directory) {
    Misses and(Misses later, Register register) {
      int rounds = later.round == round ? count : count + 1;
      return new Misses(rounds, later.round, register.common(directory, later.directory));
    }
  }

  /** What is to be done with a file that is held. */
  enum Held {
    /** It is new. */
    LOOK,
    /** Its path was told of, but it is a directory still to be entered. */
    ENTER,
    /** It was looked at before, or is to be looked at by the next walk. */
    KNOWN
  }

  /** The walk begins. */
  void begin() {
    begun[++round] = System.currentTimeMillis();
  }

  /** A round begins, not within a tick of the one before, lest all seem to have changed. */
  void beginRound() {
    while (round > 0 && System.currentTimeMillis() - begun[round] < TICK.toMillis()) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    begin();
  }

  /** How many there were, without the walk itself. */
  int round() {
    return round;
  }

  /** Whether there is to be another round where something changed in the last. */
  boolean isMore() {
    return round < ROUNDS;
  }

  /** Whether something may have changed since a round began. */
  boolean isChanged(FileStat stat, int since) {
    return millis(stat.changed()) > begun[since] - TICK.toMillis() && !isAhead(stat);
  }

  /** Whether names have stood still in a directory, so that one can be relied upon. */
  boolean isAtRest(FileStat directory) {
    return round == 0 && isOlder(directory, REST) && !isAhead(directory);
  }

  /** Whether any change to a directory from now on will show. */
  static boolean isQuiet(FileStat directory) {
    return isOlder(directory, TICK);
  }

  private static boolean isOlder(FileStat directory, Duration age) {
    long now = System.currentTimeMillis();
    return millis(directory.changed()) + age.toMillis() < now || isAhead(directory);
  }

  private static boolean isAhead(FileStat stat) {
    return millis(stat.changed()) > System.currentTimeMillis() + CLOCK_SET.toMillis();
  }

  private static long millis(FileTime time) {
    return time.seconds() * 1_000 + time.nanos() / 1_000_000;
  }

  /** By what the directory is known where the walk begins. */
  long rootKey() {
    return seed;
  }

  private long key(long first, long second) {
    long hash = (first ^ seed) * 0xFF51AFD7ED558CCDL;
    hash = ((hash ^ hash >>> 32) + second) * 0xC4CEB9FE1A85EC53L;
    hash ^= hash >>> 29;
    return hash == 0 ? 1 : hash;
  }

  private long numberKey(long inode) {
    return key(inode, 1);
  }

  /** What is mounted on a name has a number of another file system's. */
  private long numberKey(FileStat stat) {
    return stat.device().equals(device)
        ? numberKey(stat.inode())
        : key(stat.inode(), 3L + stat.device().hashCode());
  }

  private long pathKey(long path) {
    return key(path, 2);
  }

  /** By what a file is known at a path, and no other one there. */
  long pairKey(long path, long inode) {
    return key(inode, path);
  }

  /**
   * Whether a name that is listed again is to be asked for what lies there.
   *
   * @param path a hash of its path
   * @param inode that is listed
   */
  boolean isWanted(long path, long inode, boolean mayBeDirectory) {
    if (isKnown(pairKey(path, inode))) {
      return false;
    }
    boolean isTold = known.contains(pathKey(path)) && known.contains(numberKey(inode));
    return mayBeDirectory || !isTold;
  }

  private boolean isKnown(long pair) {
    return known.contains(pair) || register.contains(pair);
  }

  /** Whether a status can be that of the file that was listed under a number. */
  boolean isListed(FileStat stat, long inode) {
    return !numbersTell || stat.inode() == inode || !stat.device().equals(device);
  }

  /** Something else than what was listed lay under a name that stood: numbers tell nothing here. */
  void distrustNumbers() {
    numbersTell = false;
    missed.clear();
  }

  /**
   * What to do with a file that is held.
   *
   * @param path a hash of its path
   * @param since the round in which all that was in its directory was known, or none
   */
  Held meet(FileStat stat, long path, int since, Birth birth) throws CannotLookException {
    missed.remove(stat.inode());
    if (since != Register.NONE && isKnown(pairKey(path, stat.inode()))) {
      return Held.KNOWN;
    }
    boolean isTold = known.contains(pathKey(path));
    if (stat.isDirectory()) {
      return isTold ? Held.ENTER : Held.LOOK;
    }
    if (hasForgotten && since != Register.NONE && !isChanged(stat, since)) {
      return Held.KNOWN;
    }
    return isTold && (isKnownByNumber(stat) || isNewborn(stat, birth)) ? Held.KNOWN : Held.LOOK;
  }

  private boolean isKnownByNumber(FileStat stat) {
    return LayerEntry.isWhiteoutDevice(stat) || known.contains(numberKey(stat));
  }

  /** When a file was made. */
  @FunctionalInterface
  interface Birth {

    /** The time, or the beginning of all times where its file system does not tell. */
    FileTime time() throws CannotLookException;
  }

  /**
   * Whether a file was made since the walk began. The kernel's stamps are never before the clock: a
   * new file may pass for one that was there before, but none that was there before for a new one.
   */
  private boolean isNewborn(FileStat stat, Birth birth) throws CannotLookException {
    return isSinceBegin(stat.changed()) && isSinceBegin(birth.time());
  }

  private boolean isSinceBegin(FileTime time) {
    return millis(time) > begun[0];
  }

  /**
   * A file was looked at.
   *
   * @param path a hash of its path
   */
  void looked(FileStat stat, long path) {
    makeRoom();
    if (LayerEntry.isWhiteoutDevice(stat)) {
      // That nothing was under a name says nothing of what may come there.
      known.add(numberKey(stat));
      known.add(pairKey(path, stat.inode()));
      return;
    }
    known.add(pathKey(path));
    // A file that has other names may be missed under each of them.
    boolean isOne = stat.links() == 1 && !stat.isDirectory();
    known.add(isOne ? numberKey(stat) : pairKey(path, stat.inode()));
  }

  private void makeRoom() {
    if (!known.hasRoomFor(2, mostBytes)) {
      known = new LongSet();
      hasForgotten = true;
    }
  }

  /** A directory was looked at that is still to be entered. */
  void told(long path) {
    makeRoom();
    known.add(pathKey(path));
  }

  /** It is of no use to ask once more for what was listed. */
  void giveUp(long path, long inode) {
    makeRoom();
    missed.remove(inode);
    known.add(pathKey(path));
    known.add(pairKey(path, inode));
  }

  /** A directory was entered. */
  void entered(long path, long inode) {
    makeRoom();
    known.add(pairKey(path, inode));
    known.add(numberKey(inode));
  }

  /**
   * What was listed under a number was not there any more, or something else was.
   *
   * @param directory where
   */
  void miss(long inode, int directory) {
    if (known.contains(numberKey(inode)) || directory == Register.NONE) {
      return; // It was met before; or the number has passed to a file that came since.
    }
    if (missed.size() < MOST_MISSED || missed.containsKey(inode)) {
      Misses once = new Misses(1, round, directory);
      missed.merge(inode, once, (before, now) -> before.and(now, register));
    }
  }

  /** The directory in which something was missed that is in flux, or none. */
  int inFlux() {
    return missed.values().stream()
        .filter(misses -> misses.count() >= MISSES)
        .mapToInt(Misses::directory)
        .findFirst()
        .orElse(Register.NONE);
  }
}
