package io.driftwatch.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Old and new kernels' calls say the same. */
final class AttributeCallsTest {

  private static final int AT_FDCWD = -100;

  @TempDir Path folder;

  static Stream<AttributeCalls> all() {
    AttributeCalls best = AttributeCalls.ofThisKernel();
    AttributeCalls old = new AttributeCalls.ByProc();
    return best instanceof AttributeCalls.ByProc ? Stream.of(old) : Stream.of(old, best);
  }

  @ParameterizedTest
  @MethodSource("all")
  void attributesAreThoseOfTheNameAndOfNoLinksTarget(AttributeCalls calls) throws IOException {
    Files.createFile(folder.resolve("f"));
    Files.createSymbolicLink(folder.resolve("l"), Path.of("f"));
    Commands.Result result =
        Commands.attempt(
            new ProcessBuilder("setfattr", "-n", "user.a", "-v", "x", "" + folder.resolve("f")));
    RealParts.need(
        "user attributes in " + folder.getParent(), result.status() == 0, result.errors().strip());
    Scratch scratch = Scratch.ofThread();
    byte[] path = folder.toString().getBytes(StandardCharsets.UTF_8);
    int directory = Linux.C.openat(AT_FDCWD, scratch.path(path), Open.DIRECTORY, 0);
    try {
      assertTrue(names(calls, directory, "f").contains("user.a"));
      assertTrue(!names(calls, directory, "l").contains("user.a"));
      assertTrue(!names(calls, directory, ".").contains("user.a"));
      assertEquals(1, calls.get(directory, bytes("f"), "user.a", scratch));
      assertEquals('x', scratch.result(1)[0]);
      assertEquals(-1, calls.get(directory, bytes("f"), "user.b", scratch));
      assertEquals(-1, calls.get(directory, bytes("none"), "user.a", scratch));
    } finally {
      Linux.C.close(directory);
    }
  }

  private static List<String> names(AttributeCalls calls, int directory, String file)
      throws IOException {
    Scratch scratch = Scratch.ofThread();
    int length = (int) calls.list(directory, bytes(file), scratch);
    return List.of(new String(scratch.result(length), StandardCharsets.US_ASCII).split("\0", -1));
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
