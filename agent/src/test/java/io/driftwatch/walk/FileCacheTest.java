package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.Digest;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FileCacheTest {

  private static final long NOW = 1_000_000;
  private static final FileFacts FACTS =
      new FileFacts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(new Digest("0".repeat(64))));

  private final FileCache cache = new FileCache(1 << 20);

  @Test
  void whatWasLeftAloneForAMinuteIsKnownInTheNextPass() {
    FileStat old = changed(NOW - 60).build();
    pass(NOW).remember(old, FACTS);

    assertEquals(FACTS, pass(NOW + 60).recall(old));
  }

  /** A page made dirty before the pass may be written after it without a trace in the ctime. */
  @Test
  void whatChangedWithinTheMinuteIsReadAgain() {
    FileStat young = changed(NOW - 59).build();
    pass(NOW).remember(young, FACTS);

    assertEquals(FileFacts.NONE, pass(NOW + 60).recall(young));
  }

  @Test
  void whatWasChangedInTheFutureIsReadAgain() {
    FileStat future = changed(NOW + 1_000).build();
    pass(NOW).remember(future, FACTS);

    assertEquals(FileFacts.NONE, pass(NOW + 60).recall(future));
  }

  @Test
  void anotherNameOfAFileThatWasJustReadIsKnownForThisPass() {
    FileStat young = changed(NOW - 1).links(2).build();
    FileMemory pass = pass(NOW);
    pass.remember(young, FACTS);

    assertEquals(FACTS, pass.recall(young));
    assertEquals(FileFacts.NONE, pass(NOW).recall(young));
  }

  @Test
  void whatIsNoProgramIsKnownInTheNextPass() {
    FileStat old = changed(NOW - 60).size(1).build();
    FileStat young = changed(NOW - 59).size(1).build();
    FileMemory pass = pass(NOW);
    pass.rememberPlain(old);
    pass.rememberPlain(young);

    assertEquals(true, pass(NOW + 60).isPlain(old));
    assertEquals(false, pass(NOW + 60).isPlain(young));
    assertEquals(false, pass(NOW + 60).isPlain(changed(NOW - 60).size(2).build()));
    assertEquals(false, pass(NOW + 60).isPlain(changed(NOW - 61).size(1).build()));
  }

  @Test
  void whatIsNoProgramIsNotBelievedWhereItMayBeMappedOrAFullPassIsMade() {
    FileStat old = changed(NOW - 60).size(1).build();
    cache.ofPass(Instant.ofEpochSecond(NOW), () -> file -> false).rememberPlain(old);

    assertEquals(false, cache.ofPass(Instant.ofEpochSecond(NOW), () -> file -> true).isPlain(old));
    assertEquals(
        false, cache.ofFullPass(Instant.ofEpochSecond(NOW), () -> file -> false).isPlain(old));
  }

  @Test
  void anythingThatTheStatusSaysMakesAnotherFile() {
    FileMemory pass = pass(NOW);
    pass.remember(changed(1).size(5).build(), FACTS);

    assertEquals(FACTS, pass.recall(changed(1).size(5).build()));
    for (FileStat other :
        new FileStat[] {
          changed(2).size(5).build(),
          FileStatBuilder.of(FileType.FILE).changed(1, 1).size(5).build(),
          changed(1).size(6).build(),
          changed(1).size(5).permissions(0600).build(),
          changed(1).size(5).owner(1, 0).build(),
          changed(1).size(5).modified(9, 0).build(),
          changed(1).size(5).links(3).build(),
        }) {
      assertEquals(FileFacts.NONE, pass.recall(other), other.toString());
    }
  }

  @Test
  void itsMemoryIsBounded() {
    FileMemory pass = pass(NOW);
    for (int i = 0; i < 100_000; i++) {
      pass.remember(changed(1).size(i).build(), FACTS);
    }

    long known = 0;
    for (int i = 0; i < 100_000; i++) {
      known += pass.recall(changed(1).size(i).build()).equals(FACTS) ? 1 : 0;
    }
    assertTrue(known > 1_000 && known < 4_000, known + " known");
  }

  /** The clock was set back meanwhile, and nobody knows for how long a file was left alone. */
  @Test
  void whatWasKnownIsNotBelievedByAPassThatBeganBeforeTheChange() {
    FileStat stat = changed(NOW - 60).size(1).build();
    pass(NOW).remember(stat, FACTS);

    assertEquals(FileFacts.NONE, pass(NOW - 61).recall(stat));
    assertEquals(FACTS, pass(NOW).recall(stat));
  }

  @Test
  void whatIsMappedIsNotBelievedNorWhatWasReadOfItThen() {
    FileStat stat = changed(1).size(1).build();
    pass(NOW).remember(stat, FACTS);

    FileMemory told = cache.ofPass(Instant.ofEpochSecond(NOW), () -> stat::equals);
    assertEquals(FileFacts.NONE, told.recall(stat));
    told.remember(stat, FACTS);

    assertEquals(FileFacts.NONE, pass(NOW).recall(stat));
  }

  /** Later would be too late: who had it mapped while it was read may be gone then. */
  @Test
  void itIsAskedOnceWhatIsMappedBeforeAnythingIsRead() {
    List<String> asked = new ArrayList<>();
    FileMemory pass =
        cache.ofPass(
            Instant.ofEpochSecond(NOW),
            () -> {
              asked.add("asked");
              return file -> false;
            });
    pass.recall(changed(NOW).size(1).build());
    pass.recall(changed(1).build());
    pass.recall(FileStatBuilder.of(FileType.DIRECTORY).changed(1, 0).size(1).build());
    assertEquals(List.of(), asked);

    pass.recall(changed(1).size(1).build());
    pass.recall(changed(1).size(2).build());
    assertEquals(List.of("asked"), asked);
  }

  @Test
  void aFullPassKnowsOnlyWhatItReadItself() {
    FileStat stat = changed(1).size(1).build();
    pass(NOW).remember(stat, FACTS);
    FileMemory full = cache.ofFullPass(Instant.ofEpochSecond(NOW), () -> file -> false);

    assertEquals(FileFacts.NONE, full.recall(stat));
    full.remember(stat, FACTS);
    assertEquals(FACTS, full.recall(stat));
    assertEquals(FACTS, pass(NOW).recall(stat));
  }

  @Test
  void itTellsHowItDoes() {
    FileMemory pass = pass(NOW);
    pass.recall(changed(1).size(1).build());
    pass.remember(changed(1).size(1).build(), FACTS);
    pass.recall(changed(1).size(1).build());
    pass.recall(changed(1).size(1).build());
    assertEquals(new FileCache.Statistics(1, 350 + FACTS.weight(), 2, 1, 0), cache.statistics());

    for (int i = 0; i < 100_000; i++) {
      pass.remember(changed(2).size(i).build(), FACTS);
    }
    FileCache.Statistics full = cache.statistics();
    assertEquals(100_001, full.entries() + full.evictions());
    assertTrue(full.bytes() <= 1 << 20, full::toString);
  }

  private FileMemory pass(long startedAtSeconds) {
    return cache.ofPass(Instant.ofEpochSecond(startedAtSeconds));
  }

  private static FileStatBuilder changed(long seconds) {
    return FileStatBuilder.of(FileType.FILE).changed(seconds, 0);
  }
}
