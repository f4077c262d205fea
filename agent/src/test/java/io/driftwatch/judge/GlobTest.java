package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.FilePath;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Path patterns, over bytes. */
final class GlobTest {

  private static final int NAME_MAX = 255;

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd,    /etc/passwd,          true",
    "/etc/passwd,    /etc/passwd-,         false",
    "/etc/passwd,    /x/etc/passwd,        false",
    "/etc/cron.*,    /etc/cron.d,          true",
    "/etc/cron.*,    /etc/cron.,           true",
    "/etc/cron.*,    /etc/crontab,         false",
    "/etc/cron.*,    /etc/cron.d/x,        false",
    "/etc/cron.*/**, /etc/cron.d/x,        true",
    "/etc/cron.*/**, /etc/cron.d/a/b,      true",
    "/etc/cron.*/**, /etc/cron.d,          false",
    "/tmp/**,        /tmp/,                true",
    "/tmp/**,        /tmp,                 false",
    "/tmp/**,        /tmpfile,             false",
    "**/*.pid,       /run/a.pid,           true",
    "**/*.pid,       /a.pid,               true",
    "**/*.pid,       /run/a.pid/x,         false",
    "**/a/**,        /a/b,                 true",
    "**/a/**,        /x/y/a/b/c,           true",
    "**/a/**,        /xa/b,                false",
    "/**,            /,                    true",
    "/**,            /any/thing,           true",
    "**,             /,                    true",
    "/a?c,           /abc,                 true",
    "/a?c,           /ac,                  false",
    "/a?c,           /a/c,                 false",
    "/*/c,           /ab/c,                true",
    "/*/c,           /a/b/c,               false",
    "/*/c,           //c,                  true",
    "/a*b*c,         /aXbYbZc,             true",
    "/a*b*c,         /aXc,                 false",
    "/a**c,          /a/b/c,               true",
    "/a**c,          /ac,                  true",
    "/a***c,         /a/b/c,               true",
    "/**b*/c,        /ab/xbx/c,            true",
    "/**b*/c,        /b/x/c,               false",
    "/[ab],          /a,                   false",
    "/[ab],          '/[ab]',              true",
    "/a.c,           /abc,                 false",
    "/A,             /a,                   false",
    "/,              /,                    true",
    "/,              /a,                   false",
  })
  void matchesWholePaths(String pattern, String path, boolean expected) {
    assertEquals(expected, Glob.of(pattern).matches(FilePath.of(path)));
  }

  @Test
  void aQuestionMarkIsOneByteNotOneCharacter() {
    assertEquals(false, Glob.of("/caf?").matches(FilePath.of("/caf\u00e9")));
    assertEquals(true, Glob.of("/caf??").matches(FilePath.of("/caf\u00e9")));
    assertEquals(true, Glob.of("/caf\u00e9").matches(FilePath.of("/caf\u00e9")));
    assertEquals(true, Glob.of("/?*").matches(FilePath.of(new byte[] {'/', (byte) 0xff, '\n'})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tmp/**", "*/a", "*", "?", " /a"})
  void refusesAPatternThatCanMatchNoAbsolutePath(String pattern) {
    assertThrows(IllegalArgumentException.class, () -> Glob.of(pattern));
  }

  @Test
  void printsAsItWasWritten() {
    assertEquals("/caf\u00e9/*/**", Glob.of("/caf\u00e9/*/**").toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithARegularExpression(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      String pattern = (random.nextBoolean() ? "/" : "**") + random(random, "ab/*?", 8);
      String path = "/" + random(random, "ab/", 10);

      assertEquals(
          regex(pattern).matcher(path).matches(),
          Glob.of(pattern).matches(FilePath.of(path)),
          () -> pattern + " on " + path);
    }
  }

  /** The machine's states do not fit into one word, and pass from one to the next. */
  @ParameterizedTest
  @ValueSource(ints = {61, 62, 63, 64, 65, 126, 127, 128, 129, 4_000})
  void longPatternsMatchAsShortOnesDo(int length) {
    String name = "ab".repeat(length).substring(0, length);

    assertEquals(true, Glob.of("/" + name).matches(FilePath.of("/" + name)));
    assertEquals(false, Glob.of("/" + name).matches(FilePath.of("/" + name + "a")));
    assertEquals(false, Glob.of("/" + name + "a").matches(FilePath.of("/" + name)));
    assertEquals(true, Glob.of("/" + name + "*").matches(FilePath.of("/" + name + "xyz")));
    assertEquals(false, Glob.of("/" + name + "*").matches(FilePath.of("/" + name + "/")));
    assertEquals(true, Glob.of("/" + name + "**/z").matches(FilePath.of("/" + name + "/y/z")));
    assertEquals(true, Glob.of("**" + name).matches(FilePath.of("/x/" + name)));
  }

  @Test
  void refusesAPatternThatIsLongerThanAnyPathThatIsMeant() {
    assertThrows(IllegalArgumentException.class, () -> Glob.of("/" + "a".repeat(4_096)));
  }

  private static String random(Random random, String alphabet, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(maxLength + 1); left > 0; left--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static Pattern regex(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else {
        switch (glob.charAt(i)) {
          case '*' -> regex.append("[^/]*");
          case '?' -> regex.append("[^/]");
          default -> regex.append(Pattern.quote(glob.substring(i, i + 1)));
        }
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Patterns that take a backtracking matcher for ever, on paths that fit them almost. */
  static Stream<Arguments> hostile() {
    String name = "a".repeat(NAME_MAX);
    String deep = ("/" + name).repeat(200);
    return Stream.of(
        Arguments.of("/" + "*a".repeat(100) + "b", "/" + "a".repeat(50_000)),
        Arguments.of("**" + "a**".repeat(100) + "b", deep),
        Arguments.of("**" + "/*a".repeat(100) + "b", deep),
        Arguments.of("**" + "*a".repeat(100) + "b", deep),
        Arguments.of("**/" + "*?".repeat(60) + "b", deep),
        Arguments.of("**" + "/**/*".repeat(50) + "b", deep),
        // Fits almost from each of the bytes on.
        Arguments.of("***" + "/*".repeat(500) + "b", "/a".repeat(100_000)),
        Arguments.of("**" + "a".repeat(2_000) + "b", "/" + "a".repeat(250_000)));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Timeout(2)
  void takesNoExponentialTime(String pattern, String path) {
    Glob glob = Glob.of(pattern);

    assertEquals(false, glob.matches(FilePath.of(path)));
    assertEquals(true, glob.matches(FilePath.of(path + "b")));
  }
}
