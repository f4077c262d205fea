package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import io.driftwatch.walk.RollCall.Held;
import io.driftwatch.walk.RollCall.Outcome;
import java.time.Instant;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made of listings of a directory in which names move. */
@Timeout(60)
final class RollCallTest {

  private static final long MUCH = 1 << 20;
  private static final DeviceNumber DISK = new DeviceNumber(254, 0);

  private final RollCall roll = new RollCall(17);

  @Test
  void aDirectoryThatRestsIsListedOnce() {
    FileStat directory = directory(-5_000);
    roll.begin(directory);

    assertTrue(roll.isByName());
    assertEquals(Outcome.COMPLETE, roll.end(directory, false));
    assertFalse(roll.isDue());
  }

  /** One that is listed again and again, and never there when it is asked for. */
  @Test
  void whatIsNeverMetIsInFlux() throws InterruptedException {
    assertEquals(Outcome.IN_FLUX, outcome(listing -> roll.miss(7)));
    assertFalse(roll.isDue());
  }

  /** Those that live for a moment are gone at times, each under a number of its own. */
  @Test
  void whatIsMissedNowAndThenIsNot() throws InterruptedException {
    IntConsumer oneInTen =
        listing -> {
          if (listing % 10 == 0) {
            roll.miss(100 + listing);
          }
        };

    assertEquals(Outcome.COMPLETE, outcome(oneInTen));
  }

  @Test
  void nothingIsMissedThatWasMetUnderAnotherName() throws Exception {
    roll.begin(directory(0));
    assertEquals(Held.LOOK, roll.meet(file(7), 1, RollCallTest::longAgo));
    roll.looked(file(7), 1, RollCallTest::longAgo, MUCH);
    roll.end(directory(0), false);

    assertEquals(Outcome.COMPLETE, outcome(listing -> roll.miss(7)));
  }

  @Test
  void aFileThatMovedIsKnownAndANewOneOfItsNumberIsNot() throws CannotLookException {
    FileStat old = file(7);
    FileStat fresh =
        FileStatBuilder.of(FileType.FILE).identity(DISK, 7).changed(now() + 1, 0).build();
    roll.begin(directory(0));
    roll.looked(old, 1, RollCallTest::longAgo, MUCH);
    roll.end(directory(0), false);
    roll.begin(directory(0));

    assertFalse(roll.isWanted(7, 1, false));
    assertTrue(roll.isWanted(7, 2, false));
    assertEquals(Held.KNOWN, roll.meet(old, 1, RollCallTest::longAgo));
    assertEquals(Held.LOOK, roll.meet(fresh, 3, () -> new FileTime(now() + 1, 0)));
  }

  /** What a file is depends on its name, too. */
  @Test
  void aFileIsLookedAtByEachNameUnderWhichItIsMet() throws CannotLookException {
    roll.begin(directory(0));
    roll.looked(file(7), 1, RollCallTest::longAgo, MUCH);

    assertEquals(Held.LOOK, roll.meet(file(7), 2, RollCallTest::longAgo));
  }

  /** A directory that was walked has nothing new under another name. */
  @Test
  void aDirectoryIsWalkedOnceUnlessItIsANewOne() throws CannotLookException {
    FileStat directory =
        FileStatBuilder.of(FileType.DIRECTORY).identity(DISK, 7).changed(now() + 1, 0).build();
    roll.begin(directory(0));
    roll.looked(directory, 1, RollCallTest::longAgo, MUCH);
    roll.end(directory(0), false);
    roll.begin(directory(0));

    assertEquals(Held.KNOWN, roll.meet(directory, 2, RollCallTest::longAgo));
    assertTrue(roll.isWanted(7, 1, true), "it may be another one of that number");
    assertEquals(Held.ENTER, roll.meet(directory, 1, () -> new FileTime(now() + 1, 0)));
  }

  /** A copy that is made anew where the image's file was deleted is no other file's successor. */
  @Test
  void aNewFileWhereNothingWasIsLookedAt() throws CannotLookException {
    FileStat whiteout = FileStatBuilder.of(FileType.CHAR).identity(DISK, 7).links(2).build();
    FileStat fresh =
        FileStatBuilder.of(FileType.FILE).identity(DISK, 8).changed(now() + 1, 0).build();
    roll.begin(directory(0));
    roll.looked(whiteout, 1_001, RollCallTest::longAgo, MUCH);

    assertEquals(Held.LOOK, roll.meet(fresh, 1_001, () -> new FileTime(now() + 1, 0)));
    assertEquals(Held.LOOK, roll.meet(whiteout, 1_002, RollCallTest::longAgo));
  }

  /** One that is a link of another was met, and is missed all the same. */
  @Test
  void whatHasOtherNamesIsMissedUnderEach() throws Exception {
    FileStat linked = FileStatBuilder.of(FileType.FILE).identity(DISK, 7).links(2).build();
    roll.begin(directory(0));
    roll.looked(linked, 1_001, RollCallTest::longAgo, MUCH);
    roll.end(directory(0), false);

    assertEquals(Outcome.IN_FLUX, outcome(listing -> roll.miss(7)));
  }

  @Test
  void whatIsInFluxIsSaidOnce() throws InterruptedException {
    assertEquals(Outcome.IN_FLUX, outcome(listing -> roll.miss(7)));

    roll.notEntered(9);
    assertTrue(roll.isForThoseNotEntered());
    assertEquals(Outcome.COMPLETE, outcome(listing -> roll.miss(7)));
  }

  @Test
  void whatIsMountedOnANameIsNoOtherFileOfItsNumber() throws CannotLookException {
    FileStat mounted =
        FileStatBuilder.of(FileType.FILE).identity(new DeviceNumber(0, 42), 7).build();
    roll.begin(directory(0));
    roll.looked(mounted, 1_001, RollCallTest::longAgo, MUCH);
    roll.end(directory(0), false);
    roll.begin(directory(0));

    assertEquals(Held.LOOK, roll.meet(file(7), 1_002, RollCallTest::longAgo));
  }

  @Test
  void whatCannotBeRememberedIsSaidWhereItChanges() {
    roll.begin(directory(0));
    for (int i = 1; i < 200; i++) {
      roll.looked(file(i), 1_000 + i, 256);
    }

    assertEquals(Outcome.OUT_OF_MEMORY, roll.end(directory(1), false));
  }

  /** How it ends where something changes all the time. */
  private Outcome outcome(IntConsumer listing) throws InterruptedException {
    Outcome outcome = Outcome.AGAIN;
    for (int i = 1; outcome == Outcome.AGAIN; i++) {
      roll.begin(directory(0));
      listing.accept(i);
      Thread.sleep(10);
      outcome = roll.end(directory(i), false);
    }
    return outcome;
  }

  /** The directory, which changed so many milliseconds from now. */
  private static FileStat directory(long millis) {
    Instant changed = Instant.now().plusMillis(millis);
    return FileStatBuilder.of(FileType.DIRECTORY)
        .identity(DISK, 2)
        .changed(changed.getEpochSecond(), changed.getNano())
        .build();
  }

  private static FileStat file(long inode) {
    return FileStatBuilder.of(FileType.FILE).identity(DISK, inode).build();
  }

  private static FileTime longAgo() {
    return new FileTime(0, 0);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
