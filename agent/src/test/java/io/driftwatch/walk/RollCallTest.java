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
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of names that move while a walk goes on. */
final class RollCallTest {

  private static final DeviceNumber DISK = new DeviceNumber(254, 0);
  private static final long MUCH = 1 << 20;
  private static final long HERE = 1_001;
  private static final long THERE = 1_002;

  private final Register register = new Register(MUCH);
  private RollCall roll = new RollCall(register, DISK, 17, MUCH);

  @BeforeEach
  void aWalkBegins() {
    register.add(Register.ROOT, new byte[0], 2, 1, 0);
    roll.begin();
  }

  @Test
  void whatChangedSinceARoundBeganIsListedAgain() {
    assertFalse(roll.isChanged(file(7, -5_000), 0));
    assertTrue(roll.isChanged(file(7, 0), 0), "within a tick it may have the stamp of before");
    assertTrue(roll.isChanged(file(7, 500), 0));
    assertFalse(roll.isChanged(file(7, 3_600_000), 0), "as before the clock was set back");
  }

  @Test
  void aDirectoryThatRestsIsLookedAtByNameInTheWalkItself() {
    assertTrue(roll.isAtRest(file(7, -5_000)));
    assertFalse(roll.isAtRest(file(7, -500)));
    assertFalse(roll.isAtRest(file(7, 3_600_000)));

    roll.beginRound();
    assertFalse(roll.isAtRest(file(7, -5_000)));
  }

  @Test
  void whatWasLookedAtIsNotAskedForAgain() {
    roll.looked(file(7, -5_000), HERE);

    assertFalse(roll.isWanted(HERE, 7, false));
    assertTrue(roll.isWanted(HERE, 8, false), "another file");
    assertTrue(roll.isWanted(THERE, 7, false), "another name, and a file is what it is by that");
  }

  @Test
  void aFileIsLookedAtByEachNameUnderWhichItIsMet() throws CannotLookException {
    roll.looked(file(7, -5_000), HERE);

    assertEquals(Held.LOOK, meet(file(7, 0), THERE));
  }

  @Test
  void onlyAnOlderFileThatNobodyKnowsTakesThePlaceOfOneThatWasToldOf() throws CannotLookException {
    roll.looked(file(7, -5_000), HERE);
    roll.looked(file(8, -5_000), THERE);

    assertEquals(Held.KNOWN, meet(file(8, 0), HERE));
    assertEquals(Held.LOOK, meet(file(9, 0), HERE));
    assertEquals(Held.LOOK, roll.meet(file(9, 500), HERE, 0, RollCallTest::longAgo));
    assertEquals(Held.KNOWN, roll.meet(file(9, 500), HERE, 0, () -> time(500)));
  }

  /** A copy that is made anew where the image's file was deleted is no other file's successor. */
  @Test
  void aNewFileWhereNothingWasIsLookedAt() throws CannotLookException {
    FileStat whiteout = FileStatBuilder.of(FileType.CHAR).identity(DISK, 7).links(2).build();
    roll.looked(whiteout, HERE);

    assertFalse(roll.isWanted(HERE, 7, false));
    assertEquals(Held.LOOK, roll.meet(file(8, 500), HERE, 0, () -> time(500)));
    assertEquals(Held.LOOK, meet(whiteout, THERE));
  }

  @Test
  void aDirectoryIsEnteredAtEachPlaceAndToldOfOnce() throws CannotLookException {
    FileStat directory = FileStatBuilder.of(FileType.DIRECTORY).identity(DISK, 7).build();
    FileStat other = FileStatBuilder.of(FileType.DIRECTORY).identity(DISK, 8).build();
    assertEquals(Held.LOOK, meet(directory, HERE));
    roll.told(HERE);
    assertEquals(Held.ENTER, meet(directory, HERE), "it moved before it was entered");
    roll.entered(HERE, 7);

    assertEquals(Held.KNOWN, meet(directory, HERE));
    assertFalse(roll.isWanted(HERE, 7, true));
    assertEquals(Held.ENTER, meet(other, HERE));
    assertEquals(Held.LOOK, meet(directory, THERE));
  }

  @Test
  void whatIsMountedOnANameIsNoOtherFileOfItsNumber() throws CannotLookException {
    FileStat mounted =
        FileStatBuilder.of(FileType.FILE).identity(new DeviceNumber(0, 42), 7).build();
    roll.looked(mounted, HERE);
    roll.looked(file(9, -5_000), THERE);

    assertTrue(roll.isListed(mounted, 5));
    assertEquals(Held.LOOK, meet(file(7, 0), THERE));
  }

  /** Then it is the time of a file that tells whether it was there. */
  @Test
  void whatIsForgottenForLackOfMemoryIsLookedAtAgainWhereItChanged() throws CannotLookException {
    roll = new RollCall(register, DISK, 17, 512);
    roll.begin();
    for (int i = 1; i < 200; i++) {
      roll.looked(file(1_000 + i, -5_000), 1_000 + i);
    }

    assertTrue(roll.isWanted(HERE, 1_001, false));
    assertEquals(Held.KNOWN, meet(file(1_001, -5_000), HERE));
    assertEquals(Held.LOOK, meet(file(1_001, 0), HERE));
    int firstTime = Register.NONE;
    assertEquals(Held.LOOK, roll.meet(file(1_001, -5_000), HERE, firstTime, RollCallTest::longAgo));
  }

  /** It is listed again and again, and never there when it is asked for. */
  @Test
  void whatIsNeverMetIsInFluxWhereItMoves() {
    register.add(Register.ROOT, new byte[] {'a'}, 3, 3, 0);
    register.add(1, new byte[] {'b'}, 4, 4, 0);
    register.add(1, new byte[] {'c'}, 5, 5, 0);
    roll.miss(7, 2);
    roll.miss(7, 3);
    assertEquals(Register.NONE, roll.inFlux());
    for (int i = 0; roll.isMore(); i++) {
      roll.beginRound();
      roll.miss(7, 2 + i % 2);
    }

    assertEquals(1, roll.inFlux());
  }

  /** Those that live for a moment are gone at times, and met at others. */
  @Test
  void whatIsMissedNowAndThenIsNotInFlux() throws CannotLookException {
    roll.looked(file(9, -5_000), HERE);
    while (roll.isMore()) {
      roll.miss(7, Register.ROOT);
      roll.miss(9, Register.ROOT);
      if (roll.round() == 5) {
        meet(file(7, 0), THERE);
      }
      roll.beginRound();
    }

    assertEquals(Register.NONE, roll.inFlux());
  }

  /** One that is a link of another was met, and is missed all the same. */
  @Test
  void whatHasOtherNamesIsMissedUnderEach() {
    roll.looked(FileStatBuilder.of(FileType.FILE).identity(DISK, 7).links(2).build(), HERE);
    while (roll.isMore()) {
      roll.miss(7, Register.ROOT);
      roll.beginRound();
    }

    assertEquals(Register.ROOT, roll.inFlux());
  }

  /** As it does on some overlays. */
  @Test
  void whereNumbersTellNothingNothingIsMissed() {
    roll.miss(7, Register.ROOT);
    roll.distrustNumbers();

    assertTrue(roll.isListed(file(8, 0), 7));
    assertEquals(Register.NONE, roll.inFlux());
  }

  private Held meet(FileStat stat, long path) throws CannotLookException {
    return roll.meet(stat, path, 0, RollCallTest::longAgo);
  }

  /** A file that changed so many milliseconds from now. */
  private static FileStat file(long inode, long millis) {
    FileTime changed = time(millis);
    return FileStatBuilder.of(FileType.FILE)
        .identity(DISK, inode)
        .changed(changed.seconds(), changed.nanos())
        .build();
  }

  private static FileTime time(long millis) {
    Instant then = Instant.now().plusMillis(millis);
    return new FileTime(then.getEpochSecond(), then.getNano());
  }

  private static FileTime longAgo() {
    return new FileTime(0, 0);
  }
}
