package io.driftwatch.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The content of regular files. */
@Timeout(60)
final class RegularFileTest {

  private static final int CHUNK = Scratch.CHUNK_BYTES;
  private static final long TEN_GIB = 10L << 30;

  /** Longer than the tick by which older kernels stamp changes. */
  private static final long TICK_MILLIS = 20;

  @TempDir private Path folder;
  private Directory directory;

  @BeforeEach
  void open() throws IOException {
    directory = Directory.open(FilePath.of(folder.toString()));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  static IntStream sizes() {
    return IntStream.of(
        0, 1, 63, 4_096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7, 1 << 20);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void theDigestIsWhatSha256sumSays(int size) throws IOException {
    write("f", random(size));

    assertEquals(sha256sum("f"), digest("f"));
  }

  @ParameterizedTest
  @CsvSource({
    "0,      0",
    "0,      1",
    "7,      4096",
    "100000, 300000",
    "0,      1000000",
    "999999, 1",
    "999990, 20",
    "1000000, 5",
    "9999999999, 5",
  })
  void aPartIsWhatStandsThereUpToTheEnd(long offset, int length) throws IOException {
    byte[] content = random(1_000_000);
    write("f", content);
    int from = (int) Math.min(offset, content.length);
    int to = Math.min(content.length, from + length);

    try (RegularFile file = file("f")) {
      assertArrayEquals(Arrays.copyOfRange(content, from, to), file.read(offset, length));
    }
  }

  @Test
  void aPartIsReadThatWasWrittenAfterTheFileWasOpened() throws IOException {
    write("f", new byte[] {1, 2});

    try (RegularFile file = file("f")) {
      writeAt("f", 2, 3);
      writeAt("f", 3, 4);
      assertArrayEquals(new byte[] {2, 3}, file.read(1, 2));
    }
  }

  @Test
  void aHoleCountsAsItsZeros() throws IOException {
    writeAt("f", 5 * CHUNK + 3L, 1);
    truncate("f", 9L * CHUNK);

    assertEquals(sha256sum("f"), digest("f"));
  }

  @Test
  void aHoleThatGrowsMeanwhileIsReadNoFurtherThanItWas() throws IOException {
    truncate("grows", 1);
    List<Long> spent = new ArrayList<>();
    try (RegularFile file = directory.openFile("grows".getBytes(StandardCharsets.UTF_8))) {
      writeAt("grows", TEN_GIB, 1);

      assertInFlux(() -> file.sha256(spent::add));
    }
    assertEquals(List.of(1L), spent.stream().distinct().toList());
  }

  @Test
  void aFileThatIsShorterThanTheKernelSaysIsReadToItsEnd() throws IOException {
    Path file = Path.of("/sys/kernel/uevent_seqnum");
    RealParts.need("" + file, Files.isReadable(file), "mount sysfs");
    try (Directory kernel = Directory.open(FilePath.of("/sys/kernel"));
        RegularFile sequence = kernel.openFile(bytes("uevent_seqnum"))) {
      assertEquals(4_096, sequence.stat().size());
      assertEquals(
          Commands.run("sha256sum", file.toString()).substring(0, 64),
          sequence.sha256(ReadLimit.NONE).hex());
    }
  }

  private String sha256sum(String name) throws IOException {
    return Commands.run("sha256sum", folder.resolve(name).toString()).substring(0, 64);
  }

  private String digest(String name) throws IOException {
    try (RegularFile file = file(name)) {
      return file.sha256(ReadLimit.NONE).hex();
    }
  }

  // The head.

  @Test
  void theHeadIsNoLongerThanTheFile() throws IOException {
    write("f", "hello".getBytes(StandardCharsets.UTF_8));
    write("empty", new byte[0]);

    assertArrayEquals("hel".getBytes(StandardCharsets.UTF_8), head("f", 3));
    assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), head("f", 5));
    assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), head("f", 64));
    assertArrayEquals(new byte[0], head("empty", 64));
  }

  private byte[] head(String name, int limit) throws IOException {
    try (RegularFile file = file(name)) {
      return file.head(limit);
    }
  }

  // The same content.

  @ParameterizedTest
  @MethodSource("sizes")
  void equalBytesAreTheSame(int size) throws IOException {
    byte[] content = random(size);
    write("a", content);
    write("b", content);

    assertEquals(true, same("a", "b"));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void oneByteAnywhereMakesThemDiffer(int size) throws IOException {
    byte[] content = random(size);
    write("a", content);
    for (int at : List.of(0, CHUNK - 1, CHUNK, size / 2, size - 1)) {
      if (at < 0 || at >= size) {
        continue;
      }
      byte[] other = content.clone();
      other[at] ^= 1;
      write("b", other);

      assertEquals(false, same("a", "b"), "at " + at);
      assertEquals(false, same("b", "a"), "at " + at);
    }
  }

  @Test
  void aFileThatGoesOnIsNotTheSame() throws IOException {
    byte[] content = random(CHUNK + 1);
    write("a", content);
    write("b", Arrays.copyOf(content, CHUNK));
    write("empty", new byte[0]);

    assertEquals(false, same("a", "b"));
    assertEquals(false, same("b", "a"));
    assertEquals(false, same("a", "empty"));
  }

  @Test
  void holesAreTheSameAsZeros() throws IOException {
    truncate("hole", 3L * CHUNK);
    write("zeros", new byte[3 * CHUNK]);

    assertEquals(true, same("hole", "zeros"));
    assertEquals(true, same("zeros", "hole"));
    writeAt("zeros", 2L * CHUNK, 1);
    assertEquals(false, same("hole", "zeros"));
    assertEquals(false, same("zeros", "hole"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4_095, 4_096, TEN_GIB / 2, TEN_GIB - 4_097, TEN_GIB - 1})
  @Timeout(5)
  void oneByteInTenGibibytesOfHoleIsFoundAtOnce(long at) throws IOException {
    truncate("a", TEN_GIB);
    truncate("b", TEN_GIB);

    assertEquals(true, same("a", "b"));
    writeAt("b", at, 1);
    assertEquals(false, same("a", "b"));
    assertEquals(false, same("b", "a"));
    writeAt("a", at, 1);
    assertEquals(true, same("a", "b"));
    writeAt("a", at, 2);
    assertEquals(false, same("a", "b"));
  }

  @Test
  @Timeout(5)
  void dataInDifferentPlacesDiffers() throws IOException {
    truncate("a", TEN_GIB);
    truncate("b", TEN_GIB);
    writeAt("a", 1L << 30, 1);
    writeAt("b", 2L << 30, 1);

    assertEquals(false, same("a", "b"));
    writeAt("b", 1L << 30, 1);
    writeAt("a", 2L << 30, 1);
    assertEquals(true, same("a", "b"));
  }

  private boolean same(String one, String other) throws IOException {
    try (RegularFile a = file(one);
        RegularFile b = file(other)) {
      return a.sameContent(b, ReadLimit.NONE);
    }
  }

  // Written while it is read.

  @ParameterizedTest
  @ValueSource(strings = {"append", "overwrite", "truncate", "chmod", "unlink"})
  void aFileThatChangedWhileItWasOpenHasNoContentToSpeakOf(String what) throws Exception {
    write("f", random(1_000));
    write("g", Files.readAllBytes(folder.resolve("f")));
    try (RegularFile f = file("f");
        RegularFile g = file("g")) {
      Thread.sleep(TICK_MILLIS);
      change("f", what);

      assertInFlux(() -> f.sha256(ReadLimit.NONE));
      assertFalse(f.isUnchanged());
      assertTrue(g.isUnchanged());
      assertEquals(sha256sum("g"), g.sha256(ReadLimit.NONE).hex());
    }
  }

  private void change(String name, String what) throws IOException {
    Path path = folder.resolve(name);
    switch (what) {
      case "append" -> Files.write(path, new byte[1], StandardOpenOption.APPEND);
      case "overwrite" -> writeAt(name, 0, 99);
      case "truncate" -> truncate(name, 1);
      case "chmod" -> Commands.run("chmod", "600", path.toString());
      case "unlink" -> Files.delete(path);
      default -> throw new AssertionError(what);
    }
  }

  @Test
  void aFileThatIsOnlyReadMeanwhileIsAsItWas() throws Exception {
    write("f", random(1_000));
    try (RegularFile f = file("f")) {
      Thread.sleep(TICK_MILLIS);
      Files.readAllBytes(folder.resolve("f"));

      assertEquals(sha256sum("f"), f.sha256(ReadLimit.NONE).hex());
    }
  }

  /** Such a lease lets whoever opens the file wait until it is given up, or turns them away. */
  @Test
  void aFileThatSomebodyHasALeaseOnIsInFlux() throws Exception {
    RealParts.command("python3");
    write("f", random(10));
    String lease =
        """
        exec python3 -c 'import fcntl, os, signal, sys, time
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        fd = os.open(sys.argv[1], os.O_RDWR)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        print("ready", flush=True)
        time.sleep(60)' "$1"
        """;
    try (Background holder =
        Background.start(folder.resolve("holder"), List.of(), folder, lease, "f")) {
      assertTrue(holder.isReady(), holder::said);

      assertInFlux(() -> file("f").close());
    }
  }

  private static void assertInFlux(Executable call) {
    assertEquals(Reason.IN_FLUX, assertThrows(CannotLookException.class, call).reason());
  }

  // Helpers.

  private RegularFile file(String name) throws IOException {
    return directory.openFile(bytes(name));
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private void writeAt(String name, long at, int value) throws IOException {
    try (FileChannel file = channel(name)) {
      file.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
    }
  }

  private void truncate(String name, long size) throws IOException {
    Commands.run("truncate", "-s", Long.toString(size), folder.resolve(name).toString());
  }

  private FileChannel channel(String name) throws IOException {
    return FileChannel.open(
        folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
