package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LabelTextTest {

  @Test
  void ordinaryTextStays() {
    assertEquals("", LabelText.of(null));
    assertEquals("", LabelText.of(""));
    assertEquals("web-0", LabelText.of("web-0"));
    assertEquals("x".repeat(256), LabelText.of("x".repeat(256)));
    assertEquals("é".repeat(128), LabelText.of("é".repeat(128)));
  }

  @Test
  void longTextEndsInAnEllipsis() {
    assertEquals("x".repeat(253) + "…", LabelText.of("x".repeat(257)));
    assertEquals("x".repeat(253) + "…", LabelText.of("x".repeat(10_000_000)));
    assertEquals("é".repeat(126) + "…", LabelText.of("é".repeat(129)));
  }

  @Test
  void noCharacterIsCutInTwo() {
    assertEquals("🐳".repeat(63) + "…", LabelText.of("🐳".repeat(65)));
    assertEquals("a" + "🐳".repeat(63) + "…", LabelText.of("a" + "🐳".repeat(65)));
    assertEquals("ab" + "🐳".repeat(62) + "…", LabelText.of("ab" + "🐳".repeat(65)));
    assertEquals("\\x0a".repeat(63) + "…", LabelText.of("\n".repeat(100)));
    assertEquals("abc" + "\\x0a".repeat(62) + "…", LabelText.of("abc" + "\n".repeat(100)));
  }

  @Test
  void whereItIsCutFirstIsNotSeen() {
    String pairs = "x" + "🐳".repeat(400);

    String label = LabelText.of(pairs);

    assertEquals("x" + "🐳".repeat(63) + "…", label);
    assertEquals(256, label.getBytes(StandardCharsets.UTF_8).length);
  }
}
