package io.driftwatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Any number of errors takes bounded memory, and every look keeps the same ones. */
final class KeptErrorsTest {

  private static final Random RANDOM = new Random(1);

  @Test
  void theFirstThousandByPathAreKeptInWhateverOrderTheyCome() {
    List<LookError> all = errors(3_000, "");

    assertEquals(all.subList(0, 1_000), shuffledAndKept(all));
  }

  @Test
  void longPathsLeaveFewer() {
    List<LookError> all = errors(1_000, "x".repeat((1 << 20) / 100));

    assertEquals(all.subList(0, 99), shuffledAndKept(all));
  }

  @Test
  void oneIsKeptHoweverLongItsPath() {
    List<LookError> one = errors(1, "x".repeat(2 << 20));

    assertEquals(one, shuffledAndKept(one));
  }

  @Test
  void whatIsBehindOneThatDoesNotFitIsNotKeptEither() {
    LookError first = error("/a");
    LookError large = error("/b" + "x".repeat(1 << 20));
    LookError last = error("/c");

    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(first), shuffledAndKept(List.of(first, large, last)));
    }
  }

  private static LookError error(String path) {
    return new LookError(FilePath.of(path), Reason.IN_FLUX);
  }

  private static List<LookError> errors(int count, String end) {
    return IntStream.range(1_000_000, 1_000_000 + count)
        .mapToObj(i -> error("/" + i + end))
        .toList();
  }

  private static List<LookError> shuffledAndKept(List<LookError> errors) {
    List<LookError> shuffled = new ArrayList<>(errors);
    Collections.shuffle(shuffled, RANDOM);
    KeptErrors kept = new KeptErrors();
    shuffled.forEach(kept::add);
    return kept.byPath();
  }
}
