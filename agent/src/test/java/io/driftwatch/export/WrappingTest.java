package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WrappingTest {

  @Test
  void whatFitsStaysWhole() {
    assertEquals(List.of("1234567890"), Wrapping.lines("1234567890", 10, 5));
    assertEquals(List.of(""), Wrapping.lines("", 0, -2));
  }

  @Test
  void partsStayTogetherWhereTheyCan() {
    assertEquals(List.of("/usr/lib/", "python3"), Wrapping.lines("/usr/lib/python3", 12, 12));
    assertEquals(List.of("one, two", "three"), Wrapping.lines("one, two three", 10, 10));
    assertEquals(List.of("mode 1,", "size 2"), Wrapping.lines("mode 1, size 2", 13, 13));
  }

  @Test
  void whatHasNoPartsIsBrokenAnywhere() {
    assertEquals(List.of("abcde", "fgh", "ij"), Wrapping.lines("abcdefghij", 5, 3));
  }

  @Test
  void noEscapeIsTornApart() {
    assertEquals(List.of("ab", "\\xffc"), Wrapping.lines("ab\\xffc", 5, 5));
    assertEquals("ab…\\x0a (9 bytes; -o json has it whole)", shortened("ab\\x1bcdef\\x0a", 6));
  }

  @Test
  void noCharacterIsTornApart() {
    assertEquals(List.of("字", "字", "字"), Wrapping.lines("字字字", 3, 3));
    assertEquals(List.of("🐳", "🐳"), Wrapping.lines("🐳🐳", 3, 3));
    assertTrue(shortened("🐳".repeat(40), 36).codePoints().allMatch(Character::isDefined));
    assertTrue(
        shortened("🐳".repeat(40), 36)
            .codePoints()
            .noneMatch(c -> Character.isSurrogate((char) c)));
  }

  @Test
  void whatTakesNoColumnsIsShortenedAsWell() {
    assertTrue(shortened("e" + "\u0301".repeat(10_000), 100).length() < 120);
  }

  private static String shortened(String text, int limit) {
    return Wrapping.shortened(text, limit, 9);
  }
}
