package io.driftwatch.declare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.driftwatch.declare.Meaning.CannotWork;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mode at random comes to what GNU's and busybox' chmod make of it, and to nothing else. */
final class ModesIT {

  private static final int FILES = 40;

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("driftwatch.seeds", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void modesAreWhatChmodMakesOfThem(long seed) throws IOException {
    RealParts.command("busybox");
    Random random = new Random(seed);
    String text = mode(random);
    Mode mode;
    try {
      mode = Mode.parse(text);
    } catch (UnclearException e) {
      if (e.meaning() instanceof CannotWork) {
        assertFails(text);
      }
      return;
    }
    for (int i = 0; i < FILES; i++) {
      boolean directory = i % 3 == 0;
      int before = random.nextInt(010000);
      Set<String> real =
          new TreeSet<>(
              List.of(after(text, before, directory), after("busybox", text, before, directory)));
      Set<String> predicted = new TreeSet<>();
      mode.apply(before, directory).forEach(after -> predicted.add(Integer.toOctalString(after)));
      assertEquals(
          real, predicted, "%s of %o%s".formatted(text, before, directory ? " directory" : ""));
    }
  }

  private static String mode(Random random) {
    if (random.nextInt(6) == 0) {
      return Integer.toOctalString(random.nextInt(010000));
    }
    List<String> clauses = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      StringBuilder clause = new StringBuilder(some(random, "ugoa", 2));
      for (int k = 0; k <= random.nextInt(2); k++) {
        clause.append("+-=-".charAt(random.nextInt(4)));
        clause.append(some(random, random.nextInt(5) == 0 ? "ugo" : "rwxXst", 3));
      }
      clauses.add(clause.toString());
    }
    return String.join(",", clauses);
  }

  private static String some(Random random, String letters, int most) {
    StringBuilder some = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      some.append(letters.charAt(random.nextInt(letters.length())));
    }
    return some.toString();
  }

  private String after(String text, int before, boolean directory) throws IOException {
    return after("env", text, before, directory);
  }

  private String after(String by, String text, int before, boolean directory) throws IOException {
    Path file = folder.resolve("file");
    Files.deleteIfExists(file);
    if (directory) {
      Files.createDirectory(file);
    } else {
      Files.createFile(file);
    }
    Commands.run("chmod", Integer.toOctalString(before + 010000).substring(1), file.toString());
    if (directory) {
      Commands.run("chmod", "%s".formatted(setIds(before)), file.toString());
    }
    chmod(by, text, file);
    return Commands.run("stat", "-c", "%a", file.toString()).strip();
  }

  /** GNU's chmod leaves a directory's set-id bits alone, unless they are named. */
  private static String setIds(int before) {
    return "u%ss,g%ss"
        .formatted((before & 04000) == 0 ? "-" : "+", (before & 02000) == 0 ? "-" : "+");
  }

  private static Commands.Result chmod(String by, String text, Path file) throws IOException {
    return Commands.attempt(
        new ProcessBuilder(
            "sh", "-c", "umask 022; exec \"$@\"", "sh", by, "chmod", "--", text, "" + file));
  }

  private void assertFails(String text) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (String by : List.of("env", "busybox")) {
      assertNotEquals(0, chmod(by, text, file).status(), by + " takes " + text);
    }
  }
}
