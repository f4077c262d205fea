package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the listings of one directory showed, which belongs to the container, and what of it was
 * looked at. Between the listing of a name and the look at it the container may give the file
 * another one, and a file that gets a new name may be left out of a listing altogether.
 *
 * <p>A directory that has rested is listed once, and looked at by name, which costs least. In any
 * other one each file is held before it is looked at, and the directory is listed again for those
 * that were missed, until a listing ran while nothing moved.
 *
 * <p>An inode number tells a file from another only while both are there: ext4 gives the next file
 * the number of the one that was removed last. So what is known are pairs of name and number, and
 * of a known number it is the time of birth that tells whether the file moved or is a new one.
 */
final class RollCall {

  /** A directory in which nothing moved for that long is looked at by name. */
  private static final Duration REST = Duration.ofSeconds(1);

  /**
   * Where something moved more lately, it may be away just now, in another directory perhaps, and
   * come back: one that comes back within that time is met. One that has many directories to go to
   * may come to each after the walk has been there.
   */
  private static final Duration QUIET = Duration.ofMillis(100);

  /**
   * How often a directory in which names move all the time is listed, until none was missed so many
   * times: a listing leaves out about half of all names that move faster than it gets on.
   */
  private static final int LISTINGS = 20;

  /** And for how long at least. */
  private static final Duration SHORTEST = Duration.ofMillis(200);

  /** After that long, and as many listings, what was missed all the time is given up. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** A file that short-lived ones take turns with, under its number, is met before. */
  private static final int MISSES = 5;

  /** A file that was missed in one of so many listings is none of the ordinary short-lived ones. */
  private static final int MISSED_IN = 4;

  /** For that many listings what moved to a path that was told of is awaited elsewhere. */
  private static final int LISTINGS_ELSEWHERE = 10;

  /** A directory that is made anew all the time is entered so often, as long as it is listed. */
  private static final int ENTERED_ANEW = 4;

  /** A clock that was set back leaves stamps behind that are later than now. */
  private static final Duration CLOCK_SET = Duration.ofSeconds(-1);

  /** More are not told apart, lest they take memory. */
  private static final int MOST_MISSED = 4_096;

  private final long seed;
  private final Map<Long, Misses> missed = new HashMap<>();

  /** Directories that were looked at, and moved before they were entered. */
  private final Set<Long> notEntered = new HashSet<>();

  /** How often there was another directory under a name, and was entered. */
  private final Map<Long, Integer> enteredAnew = new HashMap<>();

  private LongSet known = new LongSet();
  private boolean outOfMemory;

  /** Whether the file system's directories have the numbers of its files, as far as is known. */
  private boolean numbersTell = true;

  /** Whether it was said that something was there all the time and could not be looked at. */
  private boolean toldOfFlux;

  private long begunMillis;
  private long begunNanos;
  private int listings;
  private int listingsThatMissed;
  private int missedLast;
  private long missedAt;

  private FileStat directory;
  private FileStat before;
  private boolean wasQuiet;
  private boolean listing;
  private boolean due = true;
  private boolean byName;
  private boolean clean = true;
  private boolean differed;

  /** Whether the portion at hand was left for a directory. */
  private boolean left;

  private long position;

  /** Where the latest names are, and where the last ones of the listing before. */
  private long latest;

  private long tail;

  /**
   * @param seed which nobody who watches can know, and choose names that are taken for others
   */
  RollCall(long seed) {
    this.seed = seed;
  }

  /** How often a number was listed and not met, and in which listing the last time. */
  private record Misses(int count, int listing) {}

  /** How it stands after a listing. */
  enum Outcome {
    /** Everything was looked at. */
    COMPLETE,
    /** There is to be another listing. */
    AGAIN,
    /** Something was there all the time and could not be looked at. */
    IN_FLUX,
    /** There is more than can be remembered, and it changed. */
    OUT_OF_MEMORY
  }

  /** What is to be done with a file that is held. */
  enum Held {
    /** It is new. */
    LOOK,
    /** It was looked at, but is still to be entered. */
    ENTER,
    /** It was looked at before. */
    KNOWN,
    /** It was not, but its path was told of. */
    LATER
  }

  /** Whether there is to be a listing, or one is not at its end. */
  boolean isDue() {
    return due;
  }

  /** Whether only those are looked for that could not be entered. */
  boolean isForThoseNotEntered() {
    return due && !listing && known == null && !outOfMemory;
  }

  boolean isListing() {
    return listing;
  }

  /** Whether it is the first listing, in which everything is to be looked at. */
  boolean isFirst() {
    return listings <= 1;
  }

  /** Whether everything was listed once. */
  boolean isMore() {
    return listings > 1 || (listings == 1 && !listing);
  }

  /** Whether names have stood still, so that one can be relied upon. */
  boolean isByName() {
    return byName;
  }

  long position() {
    return position;
  }

  /** Where the last names of the listing before are, to which file systems add what moves. */
  long tail() {
    return tail;
  }

  /** Whether nothing can have come since the last listing, and it is too early for the next. */
  boolean isToWait(FileStat now, boolean hurry) {
    return listings > 0
        && !hurry
        && clean
        && now.changed().equals(before.changed())
        && !isOlder(now.changed(), QUIET)
        && elapsed() < LONGEST.toNanos();
  }

  /** A listing begins. */
  void begin(FileStat now) {
    if (listings == 0) {
      begunMillis = System.currentTimeMillis();
      begunNanos = System.nanoTime();
      missedAt = begunNanos;
      byName = isOlder(now.changed(), REST) && !isAhead(now.changed());
    } else {
      byName = false;
    }
    directory = now;
    before = now;
    wasQuiet = isOlder(now.changed(), QUIET);
    listing = true;
    clean = true;
    differed = false;
    left = false;
    position = Directory.START;
    tail = latest;
    listings++;
  }

  private static boolean isOlder(FileTime time, Duration age) {
    return ageMillis(time) > age.toMillis() || isAhead(time);
  }

  private static boolean isAhead(FileTime time) {
    return ageMillis(time) < CLOCK_SET.toMillis();
  }

  private static long ageMillis(FileTime time) {
    return System.currentTimeMillis() - time.toInstant().toEpochMilli();
  }

  private long elapsed() {
    return System.nanoTime() - begunNanos;
  }

  /** Names do move: from now on each file is held before it is looked at. */
  void distrustNames() {
    byName = false;
  }

  /**
   * Whether the listing stops for a directory that is open: where names move, what it holds may
   * move on. Once a portion, because there may always be another such directory.
   */
  boolean leaves() {
    boolean leaves = !isFirst() && !left;
    left = true;
    return leaves;
  }

  /** Some names were looked at. */
  void advance(NameBatch batch) {
    left = false;
    if (!batch.isLast()) {
      latest = position;
      position = batch.next();
    }
  }

  /** A key by which a name of the directory is known. */
  long nameKey(NameBatch batch, int i) {
    return key(batch.hash(i, seed), 0);
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
    return stat.device().equals(directory.device())
        ? numberKey(stat.inode())
        : key(stat.inode(), 2L + stat.device().hashCode());
  }

  private long pairKey(long inode, long name) {
    return key(inode, name);
  }

  private long toldKey(long inode, long name) {
    return key(pairKey(inode, name), 3);
  }

  private long birthKey(long inode, FileTime born) {
    return key(inode, born.seconds() * 1_000_000_000L + born.nanos());
  }

  /** Whether a name that a listing has is to be asked for what lies there. */
  boolean isWanted(long inode, long name, boolean mayBeDirectory) {
    if (notEntered.contains(inode)) {
      return true;
    }
    if (known == null) {
      return isFirst() || missed.containsKey(inode);
    }
    if (!known.contains(pairKey(inode, name))) {
      return true;
    }
    // A directory that was made anew may have its predecessor's number, and something in it.
    return mayBeDirectory && !isFirst() && !known.contains(toldKey(inode, name));
  }

  /** Whether a status can be that of the file that was listed under a number. */
  boolean isListed(FileStat stat, long inode) {
    return !numbersTell || stat.inode() == inode || !stat.device().equals(directory.device());
  }

  /**
   * What to do with a file that is held.
   *
   * @param name key of its name
   * @param birth when it was made
   */
  Held meet(FileStat stat, long name, Birth birth) throws CannotLookException {
    missed.remove(stat.inode());
    if (stat.isDirectory() && notEntered.contains(stat.inode())) {
      return Held.ENTER;
    }
    if (known == null) {
      return Held.LOOK;
    }
    boolean isTold = known.contains(name);
    if (known.contains(numberKey(stat)) && !isNew(stat, birth) && (isTold || !hasNames(stat))) {
      known.add(pairKey(stat.inode(), name));
      return Held.KNOWN;
    }
    if (!isTold) {
      return Held.LOOK;
    }
    if (LayerEntry.isWhiteoutDevice(stat) || isNewborn(stat, birth)) {
      // The path was told of, and another file took its place: that is for the next look.
      known.add(pairKey(stat.inode(), name));
      return isToBeEnteredAnew(stat, name) ? Held.ENTER : Held.KNOWN;
    }
    clean &= listings > LISTINGS_ELSEWHERE;
    return listings > LISTINGS_ELSEWHERE ? Held.LOOK : Held.LATER;
  }

  /** What a directory holds may have come from the one that was there before. */
  private boolean isToBeEnteredAnew(FileStat stat, long name) {
    return stat.isDirectory()
        && (enteredAnew.containsKey(name) || enteredAnew.size() < MOST_MISSED)
        && enteredAnew.merge(name, 1, Integer::sum) <= ENTERED_ANEW;
  }

  /** When a file was made. */
  @FunctionalInterface
  interface Birth {

    /** The time, or the beginning of all times where its file system does not tell. */
    FileTime time() throws CannotLookException;
  }

  /**
   * Whether it matters by which name a file is met: to what it is by its name, and because hard
   * links, and all whiteouts, may be one file. What a directory holds was looked at.
   */
  private static boolean hasNames(FileStat stat) {
    return !stat.isDirectory();
  }

  private boolean isNew(FileStat stat, Birth birth) throws CannotLookException {
    return isNewborn(stat, birth) && !known.contains(birthKey(stat.inode(), birth.time()));
  }

  /** Whether a file was made since the first listing began. */
  private boolean isNewborn(FileStat stat, Birth birth) throws CannotLookException {
    return isSince(stat.changed()) && isSince(birth.time());
  }

  /**
   * Whether a time stamp is later than the beginning of the first listing. The kernel's stamps are
   * behind the clock, by one tick of its timer at most, and never before it: a new file may pass
   * for one that was there before, and is looked at, but none that was there before for a new one.
   */
  private boolean isSince(FileTime time) {
    return time.toInstant().toEpochMilli() > begunMillis;
  }

  /**
   * A file was looked at.
   *
   * @param name key of its name
   * @param mostBytes how much memory may be taken for all that is known
   */
  void looked(FileStat stat, long name, long mostBytes) {
    notEntered.remove(stat.inode());
    if (known == null) {
      return;
    }
    if (!known.hasRoomFor(4, mostBytes)) {
      known = null;
      outOfMemory = true;
      return;
    }
    // A file that has other names may be missed under each of them.
    if (stat.links() == 1 || stat.isDirectory() || LayerEntry.isWhiteoutDevice(stat)) {
      known.add(numberKey(stat));
    }
    known.add(pairKey(stat.inode(), name));
    // That nothing was under a name says nothing of what may come there.
    if (!LayerEntry.isWhiteoutDevice(stat)) {
      known.add(name);
    }
  }

  /** The same of a file that is held. */
  void looked(FileStat stat, long name, Birth birth, long mostBytes) throws CannotLookException {
    looked(stat, name, mostBytes);
    if (known != null && isNewborn(stat, birth)) {
      known.add(birthKey(stat.inode(), birth.time()));
    }
  }

  /** It was said that what was listed under a number could not be looked at. */
  void toldOf(long inode, long name) {
    missed.remove(inode);
    notEntered.remove(inode);
    if (known != null) {
      known.add(pairKey(inode, name));
      known.add(toldKey(inode, name));
    }
  }

  /** What was listed under a number was not there any more, or something else was. */
  void miss(long inode) {
    clean = false;
    if (known == null || !known.contains(numberKey(inode))) {
      countMiss(inode);
    }
    // Else it was met before; or the number has passed to a file that came since.
  }

  /** A directory could not be entered any more where it was looked at. */
  void notEntered(long inode) {
    if (!due) {
      restart();
    }
    clean = false;
    notEntered.add(inode);
    countMiss(inode);
  }

  private void restart() {
    due = true;
    listings = 1;
    listingsThatMissed = 0;
    missedLast = 1;
    begunNanos = System.nanoTime();
  }

  private void countMiss(long inode) {
    if (missedLast != listings) {
      missedLast = listings;
      listingsThatMissed++;
    }
    missedAt = System.nanoTime();
    Misses misses = missed.getOrDefault(inode, new Misses(0, -1));
    if (misses.listing() != listings && missed.size() < MOST_MISSED) {
      missed.put(inode, new Misses(misses.count() + 1, listings));
    }
  }

  /** Something else than what was listed lay under a name. */
  void differ() {
    differed = true;
  }

  /**
   * A listing is at its end.
   *
   * @param hurry whether too many directories took time already; one that does not rest is not to
   *     be told from one in which something comes and goes
   */
  Outcome end(FileStat now, boolean hurry) {
    listing = false;
    boolean changed = !now.changed().equals(before.changed());
    if (differed && wasQuiet && !changed) {
      // Something else than what was listed lay under a name that stood: numbers tell nothing here.
      numbersTell = false;
      missed.clear();
      clean = true;
    }
    if (clean && !changed && wasQuiet) {
      forget();
      return Outcome.COMPLETE;
    }
    if (outOfMemory && (changed || !clean)) {
      forget();
      return Outcome.OUT_OF_MEMORY;
    }
    if (hurry) {
      forget();
      return inFlux();
    }
    long sinceMiss = System.nanoTime() - missedAt;
    if (listings - missedLast >= LISTINGS && sinceMiss > SHORTEST.toNanos()) {
      forget();
      return Outcome.COMPLETE;
    }
    if (listings < LISTINGS || elapsed() < LONGEST.toNanos()) {
      return Outcome.AGAIN;
    }
    boolean inFlux =
        listingsThatMissed * MISSED_IN >= listings
            || missed.values().stream().anyMatch(misses -> misses.count() >= MISSES);
    forget();
    return inFlux ? inFlux() : Outcome.COMPLETE;
  }

  /** Said once, however often something is missed later. */
  private Outcome inFlux() {
    Outcome outcome = toldOfFlux ? Outcome.COMPLETE : Outcome.IN_FLUX;
    toldOfFlux = true;
    return outcome;
  }

  /** Ends it. What is missed later is looked for, and nothing else. */
  void forget() {
    listing = false;
    due = false;
    known = null;
    outOfMemory = false;
    missed.clear();
    notEntered.clear();
    enteredAnew.clear();
  }

  /** How much memory it takes, in bytes. */
  long bytes() {
    return known == null ? 0 : known.bytes();
  }
}
