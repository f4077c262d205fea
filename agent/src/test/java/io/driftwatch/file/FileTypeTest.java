package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The type of a file is in the format bits of its mode, see inode(7). */
final class FileTypeTest {

  @ParameterizedTest
  @CsvSource({
    "100644, FILE",
    "104755, FILE",
    "100000, FILE",
    "040755, DIRECTORY",
    "041777, DIRECTORY",
    "120777, SYMLINK",
    "010600, FIFO",
    "140755, SOCKET",
    "020666, CHAR",
    "060660, BLOCK",
  })
  void isReadFromTheFormatBits(String octal, FileType expected) {
    assertEquals(Optional.of(expected), FileType.ofMode(Integer.parseInt(octal, 8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000", "000777", "030000", "070000", "110000", "160000", "170000"})
  void otherFormatBitsAreNoType(String octal) {
    assertEquals(Optional.empty(), FileType.ofMode(Integer.parseInt(octal, 8)));
  }
}
