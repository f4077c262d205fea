package io.driftwatch.locate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FilePath;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's escapes of bytes that would break a line of mountinfo. */
final class OctalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/plain           | /plain",
        "a\\040b          | a b",
        "a\\134040b       | a\\040b",
        "\\134\\134       | \\\\",
        "\\101\\102       | AB",
        "a\\04            | a\\04",
        "a\\              | a\\",
        "a\\089           | a\\089",
        "a\\08            | a\\08",
        "a\\x20b          | a\\x20b",
        "\\0401           | ' 1'",
        "''               | ''",
      })
  void threeOctalDigitsAreAByteAndEverythingElseIsItself(String escaped, String expected) {
    assertEquals(FilePath.of(expected), Octal.unescape(escaped));
  }

  @Test
  void everyByteCanBeWrittenSo() {
    for (int b = 0; b < 256; b++) {
      assertArrayEquals(
          new byte[] {'/', (byte) b}, Octal.unescape(String.format("/\\%03o", b)).bytes());
    }
  }

  @Test
  void aCharacterIsAByteNotItsUtf8() {
    assertArrayEquals(new byte[] {(byte) 0xe9, '\n'}, Octal.unescape("\u00e9\\012").bytes());
  }

  @Test
  @Timeout(60)
  void brokenTextIsReadAsItIs() {
    Mutations.feed(
        hostile -> Octal.unescape(new String(hostile, StandardCharsets.ISO_8859_1)),
        "/a\\040b\\134\\011c/\\377".getBytes(StandardCharsets.US_ASCII),
        1,
        20_000);
  }
}
