package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns of names that are no paths. */
final class TextGlobTest {

  @ParameterizedTest
  @CsvSource({
    "nginx:*,            nginx:1.27,                            true",
    "nginx:*,            docker.io/library/nginx:1.27,          false",
    "nginx:*,            evil/nginx:1.27,                       false",
    "*/nginx:*,          docker.io/library/nginx:1.27,          true",
    "docker.io/library/nginx*, docker.io/library/nginx@sha256:0, true",
    "team-?,             team-a,                                true",
    "team-?,             team-ab,                               false",
    "a?b,                a/b,                                   true",
    "shop,               Shop,                                  false",
    "shop,               shop-2,                                false",
    "a.c,                abc,                                   false",
    "[ab],               a,                                     false",
    "*,                  '',                                    true",
    "?,                  '',                                    false",
  })
  void matchesWholeNames(String pattern, String text, boolean expected) {
    assertEquals(expected, TextGlob.of(pattern).matches(text));
  }

  @Test
  void whatIsNotKnownFitsNothing() {
    assertEquals(false, TextGlob.of("*").matches(null));
  }

  @Test
  void agreesWithARegularExpression() {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      String pattern = "a" + random(random, "ab/*?", 8);
      String text = "a" + random(random, "ab/", 10);

      assertEquals(
          Pattern.matches(pattern.replace("*", ".*").replace("?", "."), text),
          TextGlob.of(pattern).matches(text),
          () -> pattern + " on " + text);
    }
  }

  private static String random(Random random, String alphabet, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(maxLength + 1); left > 0; left--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  @Timeout(20)
  void aNameOfAMegabyteTakesNoLongTime() {
    TextGlob glob = TextGlob.of("*a".repeat(500) + "b");

    assertEquals(false, glob.matches("a".repeat(1 << 20)));
    assertEquals(true, glob.matches("a".repeat(1 << 20) + "b"));
  }

  @Test
  void refusesPatternsThatAreEmptyOrTooLong() {
    assertThrows(IllegalArgumentException.class, () -> TextGlob.of(""));
    assertThrows(IllegalArgumentException.class, () -> TextGlob.of("a".repeat(1_025)));
  }
}
