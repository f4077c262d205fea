package io.driftwatch.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.testing.PageCacheOracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reading leaves in the page cache, as the kernel tells somebody else. */
@Timeout(60)
final class PageCacheTest {

  private static final int PAGE = Linux.C.getpagesize();
  private static final int PAGES = (8 << 20) / PAGE;
  private static final int CHUNK_PAGES = Scratch.CHUNK_BYTES / PAGE;

  private static final int ATTEMPTS = 5;

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

  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 4_097, 100_000, Scratch.CHUNK_BYTES, 1_000_000, 8 << 20})
  void ofAColdFileNothingStays(int size) throws Exception {
    PageCacheOracle cache = cold("f", size);

    assertDigestIsRight("f");

    assertCached(List.of(), cache);
  }

  @Test
  void ofAColdFileNoMoreIsThereMeanwhileThanWasReadLast() throws IOException {
    PageCacheOracle cache = cold("f", PAGES * PAGE);
    try (RegularFile file = file("f")) {
      file.read(1 << 20, Scratch.CHUNK_BYTES);
      file.read(3 << 20, Scratch.CHUNK_BYTES);

      int from = (3 << 20) / PAGE;
      assertCached(pages(p -> p >= from && p < from + CHUNK_PAGES), cache);
    }
    assertCached(List.of(), cache);
  }

  @Test
  void ofAHeadNothingStays() throws IOException {
    PageCacheOracle cache = cold("f", PAGES * PAGE);
    try (RegularFile file = file("f")) {
      assertEquals(64, file.head(64).length);
      assertCached(List.of(0), cache);
    }
    assertCached(List.of(), cache);
  }

  @Test
  void ofTwoThatAreComparedEachKeepsItsOwn() throws Exception {
    inOneOfSomeAttempts(
        () -> {
          PageCacheOracle mine = cold("mine", PAGES * PAGE);
          PageCacheOracle theirs = cold("theirs", PAGES * PAGE);
          theirs.warm(pages(p -> p % 700 == 3));
          try (RegularFile a = file("mine");
              RegularFile b = file("theirs")) {
            assertTrue(a.digestIfSame(b, ReadLimit.NONE).isPresent());
          }

          assertCached(List.of(), mine);
          assertCached(pages(p -> p % 700 == 3), theirs);
        });
  }

  @Test
  void ofAWarmFileAllStays() throws Exception {
    inOneOfSomeAttempts(
        () -> {
          PageCacheOracle cache = cold("f", PAGES * PAGE);
          cache.warm(pages(p -> true));

          assertDigestIsRight("f");

          assertCached(pages(p -> true), cache);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1024, 1",
    "1024, 2048, 1",
    "1, 2, 1",
    "31, 33, 1",
    "1000, 2048, 1",
    "2047, 2048, 1",
    "5, 1500, 1",
    "0, 2048, 2",
    "1, 2048, 7",
  })
  void whatWasThereStaysAndNothingElse(int from, int to, int step) throws Exception {
    inOneOfSomeAttempts(
        () -> {
          List<Integer> there = pages(p -> p >= from && p < to && (p - from) % step == 0);
          PageCacheOracle cache = cold("f", PAGES * PAGE);
          cache.warm(there);
          assertCached(there, cache);

          assertDigestIsRight("f");

          // Where a warm stretch ends within a chunk, the rest of that is left alone.
          List<Integer> left = cache.pages();
          assertEquals(List.of(), without(there, left), "lost");
          assertTrue(left.size() - there.size() < CHUNK_PAGES, () -> "too many: " + left.size());
          if (step > 1 || to - from < CHUNK_PAGES || to % CHUNK_PAGES == 0) {
            assertEquals(List.of(), without(left, there), "more");
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"0, 1024", "1024, 2048", "512, 513"})
  void onOlderKernelsWholeChunksAreToldApart(int from, int to) throws Exception {
    inOneOfSomeAttempts(
        () -> {
          PageCacheOracle cache = cold("f", PAGES * PAGE);
          List<Integer> there = pages(p -> p >= from && p < to);
          cache.warm(there);

          assertReadsRightBeforeLinux65("f");

          boolean whole = to % CHUNK_PAGES == 0;
          List<Integer> left = cache.pages();
          assertEquals(List.of(), without(there, left), "lost");
          assertEquals(whole ? there.size() : CHUNK_PAGES, left.size());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 4_096, 100_000, 3 << 20})
  void onOlderKernelsNothingStaysOfAColdFile(int size) throws Exception {
    inOneOfSomeAttempts(
        () -> {
          PageCacheOracle cache = cold("f", size);

          assertReadsRightBeforeLinux65("f");

          assertCached(List.of(), cache);
        });
  }

  @Test
  void whatIsWrittenMeanwhileIsNotLost() throws IOException {
    PageCacheOracle cache = cold("f", PAGES * PAGE);
    byte[] written = "written".getBytes(StandardCharsets.UTF_8);
    try (RegularFile file = file("f")) {
      file.read(1 << 20, Scratch.CHUNK_BYTES);
      try (FileChannel channel = FileChannel.open(folder.resolve("f"), StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(written), 1 << 20);
      }
    }
    cache.cool();

    try (RegularFile file = file("f")) {
      assertArrayEquals(written, file.read(1 << 20, written.length));
    }
  }

  // Helpers.

  /**
   * The kernel takes clean pages back whenever it likes, a few in a thousand each second on a busy
   * machine, and RWF_NOWAIT may find what it has itself just started to read in. What we drop, or
   * leave, is the same each time.
   */
  private static void inOneOfSomeAttempts(Attempt body) throws Exception {
    AssertionError last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        body.run();
        return;
      } catch (AssertionError e) {
        last = e;
      }
    }
    throw last;
  }

  /** What is tried. */
  @FunctionalInterface
  private interface Attempt {

    void run() throws Exception;
  }

  private PageCacheOracle cold(String name, int size) throws IOException {
    Path path = Files.write(folder.resolve(name), content(size));
    PageCacheOracle cache = PageCacheOracle.of(path);
    cache.cool();
    assertCached(List.of(), cache);
    return cache;
  }

  private static void assertCached(List<Integer> expected, PageCacheOracle cache)
      throws IOException {
    List<Integer> pages = cache.pages();
    assertEquals(List.of(), without(expected, pages), "lost");
    assertEquals(List.of(), without(pages, expected), "more");
  }

  private static List<Integer> without(List<Integer> pages, List<Integer> others) {
    Set<Integer> known = Set.copyOf(others);
    return pages.stream().filter(page -> !known.contains(page)).toList();
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  /** Held against what was written, because to read it again would change what is cached. */
  private void assertDigestIsRight(String name) throws Exception {
    byte[] written = content((int) Files.size(folder.resolve(name)));
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (RegularFile file = file(name)) {
      assertEquals(
          HexFormat.of().formatHex(sha256.digest(written)), file.sha256(ReadLimit.NONE).hex());
    }
  }

  /** Reads a file in chunks, as on a kernel without cachestat. */
  private void assertReadsRightBeforeLinux65(String name) throws IOException {
    byte[] written = content((int) Files.size(folder.resolve(name)));
    Scratch scratch = Scratch.ofThread();
    byte[] path = folder.resolve(name).toString().getBytes(StandardCharsets.UTF_8);
    int fd = Linux.C.openat(-1, scratch.path(path), Open.CLOEXEC, 0);
    PageCache pages = new PageCache(fd, written.length, false);
    byte[] read = new byte[written.length];
    for (int at = 0; at < read.length; ) {
      long length = pages.read(scratch.chunk.address(), Scratch.CHUNK_BYTES, at);
      scratch.chunk.get(0, read, at, (int) length);
      at += (int) length;
    }
    assertEquals(0, pages.read(scratch.chunk.address(), Scratch.CHUNK_BYTES, read.length));
    pages.drop();
    Linux.C.close(fd);
    assertArrayEquals(written, read);
  }

  private RegularFile file(String name) throws IOException {
    return directory.openFile(name.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Integer> pages(IntPredicate which) {
    return IntStream.range(0, PAGES).filter(which).boxed().toList();
  }
}
