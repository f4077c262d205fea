package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.RandomNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names from outside can be printed, and had back from what is printed. */
final class PrintableTest {

  /** The classes of characters that are never printed as they are, in the words of a regex. */
  private static final Pattern HARMFUL =
      Pattern.compile("[\\\\\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]");

  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/usr/bin/touch",
        "a b",
        "caf\u00e9",
        "\u6f22\u5b57",
        "\ud83d\ude00",
        "\ue000"
      })
  void harmlessTextStaysAsItIs(String text) {
    assertEquals(text, Printable.of(text.getBytes(StandardCharsets.UTF_8)));
    assertSame(text, Printable.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "backslash,               5c,       \\x5c",
    "NUL,                     00,       \\x00",
    "newline,                 0a,       \\x0a",
    "escape,                  1b,       \\x1b",
    "delete,                  7f,       \\x7f",
    "next line (C1),          c285,     \\xc2\\x85",
    "soft hyphen,             c2ad,     \\xc2\\xad",
    "zero width space,        e2808b,   \\xe2\\x80\\x8b",
    "right-to-left override,  e280ae,   \\xe2\\x80\\xae",
    "byte order mark,         efbbbf,   \\xef\\xbb\\xbf",
    "tag of four bytes,       f3a08081, \\xf3\\xa0\\x80\\x81",
    "line separator,          e280a8,   \\xe2\\x80\\xa8",
    "paragraph separator,     e280a9,   \\xe2\\x80\\xa9",
    "unassigned,              cdb8,     \\xcd\\xb8",
    "noncharacter,            efbfbf,   \\xef\\xbf\\xbf",
    "last code point,         f48fbfbf, \\xf4\\x8f\\xbf\\xbf",
  })
  void harmfulCharactersAreEscapedByteByByte(String what, String bytes, String expected) {
    byte[] utf8 = HEX.parseHex(bytes);

    assertEquals(expected, Printable.of(utf8), what);
    assertEquals(expected, Printable.of(new String(utf8, StandardCharsets.UTF_8)), what);
  }

  @ParameterizedTest
  @CsvSource({
    "never a UTF-8 byte,      ff,       \\xff",
    "lead byte beyond U+10FFFF, f5808080, \\xf5\\x80\\x80\\x80",
    "lone continuation,       80,       \\x80",
    "two bytes cut,           c3,       \\xc3",
    "three bytes cut,         e282,     \\xe2\\x82",
    "four bytes cut,          f09f98,   \\xf0\\x9f\\x98",
    "cut by a letter,         c341,     \\xc3A",
    "cut by another sequence, e282c3a9, \\xe2\\x82\u00e9",
    "overlong slash of two,   c0af,     \\xc0\\xaf",
    "overlong slash of three, e080af,   \\xe0\\x80\\xaf",
    "overlong slash of four,  f08080af, \\xf0\\x80\\x80\\xaf",
    "high surrogate,          eda080,   \\xed\\xa0\\x80",
    "low surrogate,           edbfbf,   \\xed\\xbf\\xbf",
    "surrogate pair as CESU-8, eda0bdedb880, \\xed\\xa0\\xbd\\xed\\xb8\\x80",
    "beyond U+10FFFF,         f4908080, \\xf4\\x90\\x80\\x80",
    "valid on both sides,     61ff62,   a\\xffb",
  })
  void bytesThatAreNotUtf8AreEscaped(String what, String bytes, String expected) {
    assertEquals(expected, Printable.of(HEX.parseHex(bytes)), what);
  }

  @Test
  void loneSurrogateInTextIsEscapedAsTheBytesThatWouldSpellIt() {
    assertEquals("a\\xed\\xa0\\x80b", Printable.of("a\ud800b"));
    assertEquals("\\xed\\xb8\\x80", Printable.of("\ude00"));
    assertEquals("\\xed\\xb8\\x80\\xed\\xa0\\xbd", Printable.of("\ude00\ud83d"));
  }

  @Test
  void textIsEscapedWhereItMustBeAndNowhereElse() {
    assertEquals("x\\x0ay \u00e9\\x5cn", Printable.of("x\ny \u00e9\\n"));
  }

  @Test
  void everyCodePointIsPrintedOrEscapedByItsClass() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      String text = Character.toString(codePoint);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      String expected = HARMFUL.matcher(text).matches() ? escaped(utf8) : text;

      assertEquals(expected, Printable.of(utf8));
      assertEquals(expected, Printable.of(text));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyBytesArePrintableAndCanBeHadBack(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = bytes(random);

      String printed = Printable.of(bytes);

      assertArrayEquals(bytes, decoded(printed), () -> HEX.formatHex(bytes));
      String withoutEscapes = printed.replaceAll("\\\\x[0-9a-f]{2}", "");
      assertFalse(HARMFUL.matcher(withoutEscapes).find(), () -> HEX.formatHex(bytes));
    }
  }

  /** Mostly pieces of UTF-8, so that sequences come whole, cut and out of order. */
  private static byte[] bytes(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int pieces = random.nextInt(12);
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(4)) {
        case 0 -> bytes.write(random.nextInt(256));
        case 1 -> bytes.write("\\x4".charAt(random.nextInt(3)));
        case 2 -> bytes.writeBytes(character(random));
        default -> {
          byte[] whole = character(random);
          bytes.write(whole, 0, random.nextInt(whole.length + 1));
        }
      }
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef, 6, abcdef",
    "abcdef, 5, abcd…",
    "abcdef, 1, …",
    "a🐳b, 3, a…",
    "a🐳bc, 4, a🐳…",
    "\\x0a\\x0a, 8, \\x0a\\x0a",
    "\\x0a\\x0a, 7, \\x0a…",
    "\\x0a\\x0a, 5, \\x0a…",
    "\\x0a\\x0a, 4, …",
    "a\\x0a, 4, a…"
  })
  void whatIsCutIsNotTornApart(String printable, int limit, String expected) {
    assertEquals(expected, Printable.cut(printable, limit));
  }

  @ParameterizedTest
  @CsvSource({
    "éé, 4, éé",
    "ééé, 5, é…",
    "a🐳🐳🐳, 11, a🐳…",
    "🐳, 3, …",
    "\\x0a\\x0a, 7, \\x0a…",
    "abc, 3, abc"
  })
  void norByBytes(String printable, int limit, String expected) {
    assertEquals(expected, Printable.cutToBytes(printable, limit));
  }

  @Test
  void anyNameCanBeCutAnywhere() {
    Random random = new Random(20261130);
    RandomNames names = new RandomNames(random);
    for (int i = 0; i < 5_000; i++) {
      String whole = names.path().toString();
      int limit = 3 + random.nextInt(whole.length() + 3);

      assertIsCut(whole, Printable.cut(whole, limit), limit, String::length);
      assertIsCut(whole, Printable.cutToBytes(whole, limit), limit, PrintableTest::bytes);
    }
  }

  /** By a look at what is left, which knows nothing of how it was cut. */
  private static void assertIsCut(String whole, String cut, int limit, ToIntFunction<String> size) {
    assertTrue(size.applyAsInt(cut) <= limit, cut);
    if (size.applyAsInt(whole) <= limit) {
      assertEquals(whole, cut);
      return;
    }
    assertTrue(cut.endsWith("…"), cut);
    String left = cut.substring(0, cut.length() - 1);
    assertTrue(whole.startsWith(left), cut);
    assertFalse(left.replaceAll("\\\\x[0-9a-f]{2}", "").contains("\\"), cut);
    assertEquals(left, new String(left.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    // Nothing more would fit: an escape has four, and so has a character at most.
    assertTrue(size.applyAsInt(cut) > limit - 4, cut);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static byte[] character(Random random) {
    int limit = new int[] {0x80, 0x800, 0x10000, 0x110000}[random.nextInt(4)];
    return Character.toString(random.nextInt(limit)).getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(byte[] bytes) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      escaped.append("\\x").append(HEX.toHexDigits(b));
    }
    return escaped.toString();
  }

  private static byte[] decoded(String printed) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < printed.length(); ) {
      int codePoint = printed.codePointAt(i);
      if (codePoint == '\\') {
        bytes.write(HexFormat.fromHexDigits(printed, i + 2, i + 4));
        i += 4;
      } else {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    return bytes.toByteArray();
  }
}
