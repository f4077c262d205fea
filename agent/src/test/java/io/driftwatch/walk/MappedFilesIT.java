package io.driftwatch.walk;

import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import io.driftwatch.linux.SharedMappings;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.MappingProcess;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cache believes of files on real overlays that a real process has mapped. */
@Timeout(60)
final class MappedFilesIT {

  /** Long enough for a file that was just written to count as left alone. */
  private static final int SETTLED_SECONDS = 61;

  @TempDir private Path disk;
  private final FileCache cache = new FileCache(1 << 20);

  @BeforeEach
  void needPython() {
    RealParts.command("python3");
  }

  /** The ground for the tests below: were it otherwise, they would show nothing. */
  @Test
  void whoIsNotToldOfMappingsBelievesAStaleDigest() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          Map<String, String> before = look(overlay, cache.ofPass(later()));
          String ctimes = ctimes(overlay);
          process.write("2nd");

          assertNotSynced(ctimes, overlay);
          assertEquals(before, look(overlay, cache.ofPass(later())));
          assertNotEquals(before, sha256sums(overlay));
        });
  }

  @Test
  void whoIsToldOfMappingsReadsAgain() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
          String ctimes = ctimes(overlay);
          process.write("2nd");

          assertNotSynced(ctimes, overlay);
          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
        });
  }

  @Test
  void aMappingThatIsForReadingAtThatMomentCountsToo() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          process.protect();
          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
          String ctimes = ctimes(overlay);
          process.unprotect();
          process.write("2nd");
          process.protect();

          assertNotSynced(ctimes, overlay);
          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
        });
  }

  @Test
  void whoMapsNoMoreCanHaveWrittenBeforeThat() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          look(overlay, pass(process));
          String ctimes = ctimes(overlay);
          process.write("2nd");
          process.end();

          assertNotSynced(ctimes, overlay);
          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
        });
  }

  @Test
  void onceNobodyMapsItAFileIsBelievedAgain() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          process.end();
          Commands.run("sync", "-f", overlay.upperdir().toString());
          look(overlay, pass(process));
          long misses = cache.statistics().misses();

          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
          assertEquals(misses, cache.statistics().misses());
        });
  }

  @Test
  void aFullPassBelievesNothing() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          look(overlay, cache.ofPass(later()));
          process.write("2nd");

          FileMemory full = cache.ofFullPass(later(), () -> file -> false);
          assertEquals(sha256sums(overlay), look(overlay, full));
        });
  }

  @Test
  void aForgedTimeOfWritingFoolsNobody() throws Exception {
    withMappedFiles(
        (overlay, process) -> {
          process.end();
          look(overlay, pass(process));
          Thread.sleep(20);
          sh("touch -r made stamp; printf 9th | dd of=made conv=notrunc status=none;"
                  + " touch -r stamp made; rm stamp")
              .in(overlay.upperdir());

          assertEquals(sha256sums(overlay), look(overlay, pass(process)));
        });
  }

  /** On a tmpfs the trace may be missing altogether; then only a full pass helps. */
  @Test
  void onATmpfsWhoMapsBetweenTwoPassesIsFoundByAFullPass() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder);
          look(overlay, cache.ofPass(later()));
          String ctimes = ctimes(overlay);
          try (MappingProcess process =
              MappingProcess.readThenWrite(folder.resolve("upper/made"))) {
            process.write("2nd");
          }

          assertEquals(ctimes, ctimes(overlay));
          assertNotEquals(sha256sums(overlay), look(overlay, cache.ofPass(later())));
          FileMemory full = cache.ofFullPass(later(), () -> file -> false);
          assertEquals(sha256sums(overlay), look(overlay, full));
        });
  }

  /** With {@code xino} the highest bits of an inode's number tell the file system of its layer. */
  @Test
  void aFileWhoseNumberHasTheHighestBitIsMappedLikeAnyOther() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("for fs in a b c; do mkdir $fs; mount -t tmpfs none $fs; done;"
                  + " mkdir c/upper c/work merged; head -c 9000 /dev/zero >b/f;"
                  + " mount -t overlay -o"
                  + " xino=on,lowerdir=a:b,upperdir=c/upper,workdir=c/work none merged")
              .in(folder);
          Path file = folder.resolve("merged/f");
          long inode = (long) Files.getAttribute(file, "unix:ino");
          RealParts.need("xino", inode < 0, "a kernel with CONFIG_64BIT");
          try (MappingProcess process = MappingProcess.of(file)) {
            assertTrue(mappings(process).mayBeMapped(stat(folder.resolve("merged"), "f")));
            assertFalse(mappings(process).mayBeMapped(stat(folder, "a")));
          }
        });
  }

  // Helpers.

  private interface Body {

    void run(TestOverlay overlay, MappingProcess process) throws Exception;
  }

  /**
   * Somebody had this machine write down what is in memory, after which the next writing through a
   * mapping does set a file's time: nothing is seen of what the test is about.
   */
  private static final class SyncedException extends RuntimeException {}

  private static void assertNotSynced(String ctimes, TestOverlay overlay) throws IOException {
    if (!ctimes.equals(ctimes(overlay))) {
      throw new SyncedException();
    }
  }

  /** With one process that has written to two files through mappings that it keeps. */
  private void withMappedFiles(Body body) throws Exception {
    for (int left = 9; ; left--) {
      try {
        onceWithMappedFiles(body);
        return;
      } catch (AssertionError e) {
        if (left == 0 || !(e.getCause() instanceof SyncedException)) {
          throw e;
        }
      }
    }
  }

  private void onceWithMappedFiles(Body body) throws Exception {
    PrivateMounts.run(
        unused -> {
          Path folder = Files.createTempDirectory(disk, "overlay");
          TestOverlay overlay = overlay(folder);
          Path root = folder.resolve("upper.merged");
          try (MappingProcess process =
              MappingProcess.of(root.resolve("made"), root.resolve("moved"))) {
            process.write("1st");
            body.run(overlay, process);
          }
          Commands.run("umount", root.toString());
        });
  }

  /**
   * One file that the container made, and one that it copied up, and moved away from the image's.
   */
  private static TestOverlay overlay(Path folder) throws Exception {
    TestOverlay overlay = new TestOverlay(folder);
    overlay.layer(sh("seq 9999 >image"));
    sh("seq 8888 >made; mv image moved").in(overlay.container());
    return overlay;
  }

  private static Instant later() {
    return Instant.now().plusSeconds(SETTLED_SECONDS);
  }

  private FileMemory pass(MappingProcess process) {
    return cache.ofPass(later(), () -> mappings(process)::mayBeMapped);
  }

  private static SharedMappings mappings(MappingProcess process) {
    List<ProcessDirectory> processes = new ArrayList<>();
    try (HostRoot host = HostRoot.open(FilePath.ROOT)) {
      host.proc().find(process.pid()).ifPresent(processes::add);
      return SharedMappings.of(processes);
    } catch (CannotLookException e) {
      throw new UncheckedIOException(e);
    } finally {
      processes.forEach(ProcessDirectory::close);
    }
  }

  private static FileStat stat(Path directory, String name) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Directory opened = host.openDirectory(FilePath.of(directory.toString()))) {
      return opened.find(name.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
  }

  private static Map<String, String> look(TestOverlay overlay, FileMemory memory)
      throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        OverlayTree tree = OverlayTree.open(host, overlay.located())) {
      Allowance allowance = Allowance.of(Budget.DEFAULT, Pace.FULL_SPEED);
      tree.walk(allowance, memory, new Digests(digests));
    }
    return digests;
  }

  private record Digests(Map<String, String> digests) implements TreeVisitor {

    @Override
    public void entry(FilePath path, Entry image, Entry now) throws CannotLookException {
      try {
        if (now != null && now.stat().isRegularFile()) {
          digests.put(path.toString(), now.digest().hex());
        }
      } catch (CannotLookException e) {
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void cannotLook(FilePath path, Reason reason) {
      throw new AssertionError(path + " " + reason);
    }
  }

  private static Map<String, String> sha256sums(TestOverlay overlay) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String name : List.of("made", "moved")) {
      Path file = overlay.upperdir().resolve(name);
      assertTrue(Files.exists(file), name);
      digests.put("/" + name, Commands.run("sha256sum", file.toString()).substring(0, 64));
    }
    return digests;
  }

  private static String ctimes(TestOverlay overlay) throws IOException {
    String upperdir = overlay.upperdir().toString();
    return Commands.run("stat", "-c", "%z", upperdir + "/made", upperdir + "/moved");
  }
}
