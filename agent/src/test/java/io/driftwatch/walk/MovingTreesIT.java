package io.driftwatch.walk;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static io.driftwatch.walk.Overlays.unmounted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeDetector;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RestlessNames;
import io.driftwatch.testing.TestOverlay;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A container may change its tree while it is walked. */
@Timeout(60)
final class MovingTreesIT {

  // What happens meanwhile.

  @ParameterizedTest
  @ValueSource(strings = {"IN_FLUX", "SWAPPED", "VANISHED"})
  void whatChangedMeanwhileIsLookedAtAfreshThreeTimes(Reason reason) throws Exception {
    assertEquals(List.of("/f 3", "error /f " + reason.id()), lookedAt(reason, 99));
    assertEquals(List.of("/f 3"), lookedAt(reason, 2));
    assertEquals(List.of("/f 1"), lookedAt(reason, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACCESS_DENIED", "IO_ERROR"})
  void whatWillNotChangeIsLookedAtOnce(Reason reason) throws Exception {
    assertEquals(List.of("/f 1", "error /f " + reason.id()), lookedAt(reason, 99));
  }

  /** How often a visitor is handed a file, where it fails some times. */
  private static List<String> lookedAt(Reason reason, int failures) throws Exception {
    List<String> lines = new ArrayList<>();
    int[] looks = {0};
    PrivateMounts.run(
        folder -> {
          sh("mkdir lower upper; echo 0 >upper/f").in(folder);
          Walked.walk(
              unmounted(folder, false, "upper", "lower"),
              Budget.DEFAULT,
              new TreeVisitor() {
                @Override
                public void entry(FilePath path, Entry image, Entry now)
                    throws CannotLookException {
                  if (!path.equals(FilePath.ROOT) && ++looks[0] <= failures) {
                    throw new CannotLookException(reason, "on purpose");
                  }
                }

                @Override
                public void cannotLook(FilePath path, Reason why) {
                  lines.add("error " + path + " " + why.id());
                }
              });
        });
    lines.add(0, "/f " + looks[0]);
    return lines;
  }

  @Test
  void aVisitorMayTakeTheWholeTreeAwayMeanwhile() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p i/j; echo 0 >i/j/f"));
          Path container = overlay.container();
          sh("mkdir -p a/b/c/d; touch a/b/c/d/f; touch i/j/f z").in(container);
          Walked walked = new Walked();
          Walked.walk(
              overlay.located(),
              Budget.DEFAULT,
              new TreeVisitor() {
                @Override
                public void entry(FilePath path, Entry image, Entry now)
                    throws CannotLookException {
                  walked.entry(path, image, now);
                  if (path.equals(FilePath.of("/a/b/c"))) {
                    delete(container.resolve("a"));
                    delete(container.resolve("i"));
                  }
                }

                @Override
                public void cannotLook(FilePath path, Reason reason) {
                  walked.cannotLook(path, reason);
                }
              });

          assertTrue(walked.entries().contains("/z - f:"), walked.entries().toString());
          assertTrue(
              walked.entries().stream().noneMatch(line -> line.startsWith("/a/b/c/d")),
              walked.entries().toString());
        });
  }

  private static void delete(Path path) {
    try {
      Commands.run("rm", "-r", path.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The tree a/b/c/f, a/z and z, where something happens when the walk comes to a/b/c/f. */
  private static Walked walkWhile(Meanwhile meanwhile) throws Exception {
    Walked walked = new Walked();
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p m"));
          Path container = overlay.container();
          sh("mkdir -p a/b/c; touch a/b/c/f a/z z").in(container);
          walkWhile(walked, overlay.located(), () -> meanwhile.in(container));
        });
    return walked;
  }

  private static void walkWhile(Walked walked, OverlayMount overlay, Runnable meanwhile)
      throws IOException {
    Walked.walk(
        overlay,
        Budget.DEFAULT,
        new TreeVisitor() {
          @Override
          public void entry(FilePath path, Entry image, Entry now) throws CannotLookException {
            walked.entry(path, image, now);
            if (path.equals(FilePath.of("/a/b/c/f"))) {
              meanwhile.run();
            }
          }

          @Override
          public void cannotLook(FilePath path, Reason reason) {
            walked.cannotLook(path, reason);
          }
        });
  }

  @FunctionalInterface
  private interface Meanwhile {
    void in(Path container);
  }

  private static void move(Path container, String from, String to) {
    if (!container.resolve(from).toFile().renameTo(container.resolve(to).toFile())) {
      throw new AssertionError(from + " to " + to);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/c, m/c, /a",
    "a/b/c, x,   /a",
    "a/b,   m/b, /a",
    "a/b,   x,   /a",
    "a,     m/a, ''",
    "a,     x,   ''",
  })
  void fromADirectoryThatMovedAwayTheWalkGoesBackToWhereItWas(
      String from, String to, String goesOnAt) throws Exception {
    Walked walked = walkWhile(container -> move(container, from, to));

    assertEquals(List.of(), walked.errors());
    assertTrue(walked.entries().contains(goesOnAt + "/z - f:"), walked.entries().toString());
    assertTrue(walked.entries().contains("/z - f:"), walked.entries().toString());
  }

  /** An ordinary user's layers are his own, and so may lead to his neighbours' files. */
  @Test
  void aLayerWhoseDirectoryIsMovedOutLeadsNowhere() throws Exception {
    Walked walked = new Walked();
    PrivateMounts.run(
        folder -> {
          sh("mkdir -p lower/a/b/c upper outside/x; touch lower/a/b/c/f lower/a/b/y lower/a/z")
              .in(folder);
          sh("touch outside/secret outside/x/secret outside/z; mknod upper/a c 0 0").in(folder);
          walkWhile(
              walked,
              unmounted(folder, false, "upper", "lower"),
              () -> move(folder, "lower/a/b/c", "outside/x/c"));
        });

    assertEquals(List.of(), walked.paths().filter(path -> path.contains("secret")).toList());
    assertTrue(
        walked.entries().containsAll(List.of("/a/b/c/f f: -", "/a/b/y f: -", "/a/z f: -")),
        walked.entries().toString());
  }

  @Test
  void whereEverythingMovedAwayItIsSaidAndTheWalkGoesOnAbove() throws Exception {
    Walked walked =
        walkWhile(
            container -> {
              move(container, "a/b/c", "m/c");
              move(container, "a/b", "x");
            });

    assertEquals(List.of("/a/b vanished"), walked.errors());
    assertTrue(walked.entries().contains("/a/z - f:"), walked.entries().toString());
  }

  @Test
  void aLinkInPlaceOfTheDirectoryLeadsNowhere() throws Exception {
    Walked walked =
        walkWhile(
            container -> {
              move(container, "a/b/c", "m/c");
              move(container, "a/b", "m/b");
              try {
                Files.createSymbolicLink(container.resolve("a/b"), Path.of("/"));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertEquals(List.of("/a/b swapped"), walked.errors());
    assertTrue(walked.entries().contains("/a/z - f:"), walked.entries().toString());
  }

  @Test
  void anotherDirectoryInItsPlaceIsNotTheOneThatWasLeft() throws Exception {
    Walked walked =
        walkWhile(
            container -> {
              move(container, "a/b/c", "m/c");
              move(container, "a/b", "m/b");
              new File(container.toFile(), "a/b").mkdir();
            });

    assertEquals(List.of("/a/b swapped"), walked.errors());
    assertTrue(walked.entries().contains("/a/z - f:"), walked.entries().toString());
  }

  /** A file that is written all the time has drifted all the same. */
  @Test
  void aLogThatGrowsAllTheTimeIsAnAddedFileAllTheSame() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir log"));
          Path container = overlay.container();
          Path log = Files.createFile(container.resolve("log/busy"));
          AtomicBoolean stop = new AtomicBoolean();
          Thread writer = new Thread(() -> append(log, stop));
          writer.start();
          int seen = 0;
          Set<String> errors = new TreeSet<>();
          try {
            for (int i = 0; i < 100; i++) {
              Walked walked = new Walked();
              ChangeDetector detector = new ChangeDetector(DigestPolicy.NEEDED);
              Walked.walk(
                  overlay.located(),
                  Budget.DEFAULT,
                  new TreeVisitor() {
                    @Override
                    public void entry(FilePath path, Entry image, Entry now)
                        throws CannotLookException {
                      compare(detector, path, image, now);
                      if (path.equals(FilePath.of("/log/busy"))) {
                        walked.cannotLook(path, Reason.IO_ERROR);
                      }
                    }

                    @Override
                    public void cannotLook(FilePath path, Reason reason) {
                      errors.add(path + " " + reason.id());
                    }
                  });
              seen += walked.errors().size();
            }
          } finally {
            stop.set(true);
            writer.join();
          }

          assertEquals(Set.of(), errors);
          assertEquals(100, seen);
        });
  }

  private static void compare(ChangeDetector detector, FilePath path, Entry image, Entry now)
      throws CannotLookException {
    try {
      detector.compare(path, image, now);
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void append(Path log, AtomicBoolean stop) {
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.APPEND)) {
      while (!stop.get()) {
        file.write(ByteBuffer.wrap(new byte[] {'x'}));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void directoriesThatAreMovedAboutNeverHoldTheWalkUpNorLeadItOut() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p img/a/b/c; touch img/a/b/c/f"));
          Path container = overlay.container();
          sh("mkdir still; for i in 1 2 3 4 5 6 7 8 9; do touch still/$i; done").in(container);
          sh("touch outside-is-never-seen").in(folder);
          perl("for $t (1..40) { $p = \"t$t\"; mkdir $p; for (1..12) { $p .= '/d'; mkdir $p }}")
              .in(container);
          AtomicBoolean stop = new AtomicBoolean();
          Thread mover = new Thread(() -> shuffle(container, stop));
          mover.start();
          try {
            Walked walked = Walked.of(overlay.located(), Walked.budget(100_000, 500, 1 << 20));

            List<String> paths = walked.paths().toList();
            assertTrue(paths.containsAll(still()), paths.toString());
            assertEquals(
                List.of(), paths.stream().filter(path -> path.contains("outside")).toList());
            assertEquals(
                Set.of(),
                walked.errors().stream()
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .filter(reason -> !Set.of("swapped", "vanished", "in-flux").contains(reason))
                    .collect(Collectors.toSet()));
          } finally {
            stop.set(true);
            mover.join();
          }
        });
  }

  /** A directory is there in turns, and a link that leads out of the upperdir. */
  @Test
  void aLinkThatIsExchangedWithADirectoryLeadsNowhere() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir srv"));
          Path container = overlay.container();
          sh("mkdir -p outside/d; touch outside/secret outside/d/secret").in(container);
          Path directory = Files.createDirectories(container.resolve("srv/links"));
          Set<String> below = new TreeSet<>();
          try (RestlessNames names = RestlessNames.start(directory, "swap-link", 200)) {
            for (int i = 0; i < 20; i++) {
              Walked walked = Walked.of(overlay.located());
              walked.paths().filter(path -> path.startsWith("/srv/links")).forEach(below::add);
              assertEquals(
                  List.of(),
                  walked.errors().stream().filter(line -> !line.contains("/srv/links")).toList());
            }
            assertTrue(names.isAlive());
          }

          assertTrue(below.contains("/srv/links/p0/x"), below.toString());
          assertEquals(List.of(), below.stream().filter(path -> path.contains("secret")).toList());
        });
  }

  private static List<String> still() {
    return IntStream.rangeClosed(1, 9).mapToObj(i -> "/still/" + i).toList();
  }

  /** Moves directories of the upperdir into each other and back, as fast as it can. */
  private static void shuffle(Path container, AtomicBoolean stop) {
    for (int i = 0; !stop.get(); i++) {
      Path from = container.resolve("t" + (i % 40 + 1));
      Path deep = from.resolve("d/d/d/d");
      Path to = container.resolve("moved" + i % 40);
      if (!deep.toFile().renameTo(to.toFile())) {
        to.toFile().renameTo(deep.toFile());
      }
    }
  }
}
