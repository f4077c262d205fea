package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A digest is a SHA-256 and nothing else. */
final class DigestTest {

  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void isAbbreviatedToItsFirstTwelveDigits() {
    assertEquals("e3b0c44298fc", new Digest(EMPTY).abbreviated());
    assertEquals(EMPTY, new Digest(EMPTY).hex());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
      })
  void refusesWhatIsNo64LowerCaseHexadecimalDigits(String hex) {
    assertThrows(IllegalArgumentException.class, () -> new Digest(hex));
  }

  @Test
  void whatItRefusesItPrintsSafely() {
    assertEquals(
        "no SHA-256 in hexadecimal: a\\x0ab",
        assertThrows(IllegalArgumentException.class, () -> new Digest("a\nb")).getMessage());
  }
}
