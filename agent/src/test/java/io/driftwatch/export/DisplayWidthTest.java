package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DisplayWidthTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "abc, 3",
    "é, 1",
    "'e\u0301', 1",
    "字, 2",
    "ロ, 2",
    "ﾊ, 1",
    "한, 2",
    "🐳, 2",
    "𠀀, 2",
    "Ж, 1",
    "…, 1",
    "Ａ, 2"
  })
  void columnsOfATerminal(String text, int columns) {
    assertEquals(columns, DisplayWidth.of(text));
  }
}
