package io.driftwatch.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers as CPython writes them. */
final class PythonBytecodeTest {

  /** As py_compile of 3.11 wrote it for a source of 6 bytes of 2001-09-09. */
  private static final String HEADER = "a70d0d0a 00000000 00ca9a3b 06000000";

  private static Optional<PythonBytecode> read(String hex) {
    return PythonBytecode.read(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static FileStat source(long seconds, long size) {
    return FileStatBuilder.of(FileType.FILE).modified(seconds, 0).size(size).build();
  }

  @ParameterizedTest
  @CsvSource({
    "9e0c0d0a, 3", // 3230
    "170d0d0a, 5", // 3351
    "330d0d0a, 6", // 3379
    "420d0d0a, 7", // 3394
    "550d0d0a, 8", // 3413
    "610d0d0a, 9", // 3425
    "6f0d0d0a, 10", // 3439
    "a70d0d0a, 11", // 3495
    "cb0d0d0a, 12", // 3531
    "f30d0d0a, 13", // 3571
    "2b0e0d0a, 14", // 3627
  })
  void theMagicNumberTellsThePython(String magic, int minor) {
    assertEquals(minor, read(magic + "00".repeat(12)).orElseThrow().minor());
  }

  @Test
  void itIsOfTheSourceThatItNames() {
    PythonBytecode code = read(HEADER).orElseThrow();

    assertEquals(new PythonBytecode(11, true, 1_000_000_000, 6), code);
    assertEquals(true, code.isOf(source(1_000_000_000, 6)));
    assertEquals(true, code.isOf(source(1_000_000_000 + (1L << 32), 6)));
    assertEquals(false, code.isOf(source(1_000_000_001, 6)));
    assertEquals(false, code.isOf(source(1_000_000_000, 7)));
    assertEquals(false, code.isOf(FileStatBuilder.of(FileType.DIRECTORY).size(6).build()));
  }

  @Test
  void aHashIsOfNoSourceThatIsKnownHere() {
    PythonBytecode checked = read("a70d0d0a 03000000 0000000000000000").orElseThrow();
    PythonBytecode unchecked = read("a70d0d0a 01000000 1122334455667788").orElseThrow();

    assertEquals(true, checked.checked());
    assertEquals(false, unchecked.checked());
    assertEquals(false, checked.isOf(source(0, 0)));
    assertEquals(false, unchecked.isOf(source(0, 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "a70d0d0a 00000000 00ca9a3b 060000",
    "a70d0a0d 00000000 00ca9a3b 06000000",
    "a70d0d0a 04000000 00ca9a3b 06000000",
    "03f30d0a 00000000 00ca9a3b 06000000", // 2.7
    "ffff0d0a 00000000 00ca9a3b 06000000",
    "2321 2f62 696e 2f73 680a 0000 0000 0000",
  })
  void whatIsNone(String hex) {
    assertEquals(Optional.empty(), read(hex));
    assertEquals(Optional.empty(), PythonBytecode.read("text".getBytes(StandardCharsets.US_ASCII)));
  }
}
