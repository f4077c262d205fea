package io.driftwatch.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whole outputs that were looked at and found good, most in {@code src-test-fixtures/golden}. With
 * {@code -Dgolden.update=true} they become what the program says now; the difference is to be read
 * before it is committed.
 */
public final class Golden {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final Path FOLDER = Path.of("..", "src-test-fixtures", "golden");

  private Golden() {}

  /** Holds an output against the file that has it. */
  public static void assertSame(String file, String actual) {
    assertSame(FOLDER.resolve(file), actual);
  }

  /** Holds an output against a file of another folder that has it. */
  public static void assertSame(Path file, String actual) {
    try {
      if (UPDATE) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertEquals(Files.readString(file), actual, file::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
