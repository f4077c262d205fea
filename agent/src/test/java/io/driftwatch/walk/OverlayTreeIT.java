package io.driftwatch.walk;

import static io.driftwatch.testing.Scripts.sh;
import static io.driftwatch.walk.Overlays.setOpaque;
import static io.driftwatch.walk.Overlays.unmounted;
import static io.driftwatch.walk.Overlays.walk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.testing.TestOverlay.Feature;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a walk sees of overlays that the kernel made. */
@Timeout(60)
final class OverlayTreeIT {

  // Layers of an image.

  @Test
  void aWhiteoutInTheMiddleEndsTheLookAndWhatIsOnTopOfItCounts() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir d; echo 0 >d/a; echo 0 >d/b; echo 0 >d/c"));
          overlay.layer(sh("rm d/a d/b"));
          overlay.layer(sh("echo 2 >d/a"));
          sh("rm d/a d/c; echo new >d/b").in(overlay.container());

          assertEquals(
              List.of("/ d d", "/d d d", "/d/a f:2 -", "/d/b - f:new", "/d/c f:0 -"),
              walk(overlay));
        });
  }

  @Test
  void anOpaqueDirectoryInAMiddleLayerHidesWhatLiesBelowIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p d/s; echo 0 >d/x; echo 0 >d/s/y"));
          overlay.layer(sh("rm -r d; mkdir -p d/s; echo 1 >d/z"));
          overlay.layer(sh("echo 2 >d/w; echo 2 >d/s/v"));
          sh("rm -r d").in(overlay.container());

          assertEquals(
              List.of("/ d d", "/d d -", "/d/s d -", "/d/s/v f:2 -", "/d/w f:2 -", "/d/z f:1 -"),
              walk(overlay));
        });
  }

  @Test
  void aDirectoryThatAMiddleLayerMadeAFileHidesWhatLiesBelowIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir d e; echo 0 >d/x; echo 0 >e/x"));
          overlay.layer(sh("rm -r d e; echo 1 >d; echo 1 >e"));
          overlay.layer(sh("rm d; mkdir d; echo 2 >d/y"));
          sh("rm -r d e; mkdir e; echo 3 >e/x").in(overlay.container());

          assertEquals(
              List.of("/ d d", "/d d -", "/d/y f:2 -", "/e f:1 d", "/e/x - f:3"), walk(overlay));
        });
  }

  @Test
  void theTopmostLayersFileIsTheImages() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("echo 0 >f"));
          overlay.layer(sh("echo 1 >f"));
          overlay.layer(sh("echo 2 >other"));
          sh("echo 3 >f").in(overlay.container());

          assertEquals(List.of("/ d d", "/f f:1 f:3"), walk(overlay));
        });
  }

  @Test
  void sixtyLayersAreWalkedTogether() throws Exception {
    PrivateMounts.run(
        folder -> {
          int layers = 60;
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir d; echo 0 >d/every; echo 0 >d/f0"));
          for (int i = 1; i < layers; i++) {
            // Each layer takes away what the one two below it had.
            overlay.layer(sh("n=" + i + "; echo $n >d/every; echo $n >d/f$n; rm -f d/f$((n - 2))"));
          }
          sh("rm -r d; mkdir d; echo new >d/f0").in(overlay.container());

          assertEquals(
              List.of(
                  "/ d d",
                  "/d d d",
                  "/d/every f:59 -",
                  "/d/f0 - f:new",
                  "/d/f58 f:58 -",
                  "/d/f59 f:59 -"),
              walk(overlay));
        });
  }

  @Test
  void whiteoutsOfTheAttributeFormAreSeenInALayer() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir d; echo 0 >d/gone; echo 0 >d/kept"));
          sh("mkdir -p top/d; touch top/d/gone top/d/kept2").in(folder);
          sh("setfattr -n trusted.overlay.opaque -v x top/d").in(folder);
          sh("setfattr -n trusted.overlay.opaque -v x top").in(folder);
          sh("setfattr -n trusted.overlay.whiteout -v y top/d/gone").in(folder);
          sh("mkdir upper; mkdir upper/d; echo new >upper/d/gone").in(folder);
          sh("echo new >upper/d/kept").in(folder);

          assertEquals(
              List.of("/ d d", "/d d d", "/d/gone - f:new", "/d/kept f:0 f:new"),
              Walked.of(unmounted(folder, false, "upper", "top", "layer0")).entries());
        });
  }

  // The container.

  @Test
  void aFileInPlaceOfADirectoryDeletesWhatWasInIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p d/s l; echo 0 >d/s/x; echo 0 >l/y"));
          overlay.layer(sh("echo 1 >d/z"));
          sh("rm -r d l; echo 2 >d; ln -s d l").in(overlay.container());

          assertEquals(
              List.of(
                  "/ d d",
                  "/d d f:2",
                  "/d/s d -",
                  "/d/s/x f:0 -",
                  "/d/z f:1 -",
                  "/l d s",
                  "/l/y f:0 -"),
              walk(overlay));
        });
  }

  @Test
  void aDirectoryThatCameBackLacksWhatWasInIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir d; echo 0 >d/x; echo 0 >d/y"));
          sh("rm -r d; echo 1 >d; rm d; mkdir d; echo 2 >d/y").in(overlay.container());

          assertEquals(List.of("/ d d", "/d d d", "/d/x f:0 -", "/d/y f:0 f:2"), walk(overlay));
        });
  }

  @Test
  void anOpaqueDirectoryHidesTheImageAtEveryDepth() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p o/p/q/r; echo 0 >o/p/q/r/f; echo 0 >o/p/g; echo 0 >o/h"));
          sh("rm -r o; mkdir -p o/p/q; echo 1 >o/p/n").in(overlay.container());

          assertEquals(
              List.of(
                  "/ d d",
                  "/o d d",
                  "/o/h f:0 -",
                  "/o/p d d",
                  "/o/p/g f:0 -",
                  "/o/p/n - f:1",
                  "/o/p/q d d",
                  "/o/p/q/r d -",
                  "/o/p/q/r/f f:0 -"),
              walk(overlay));
        });
  }

  @Test
  void anOpaqueDirectoryInAnOpaqueOneHidesNothingMore() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p o/p; echo 0 >o/p/f"));
          sh("rm -r o; mkdir -p o/p; echo 1 >o/p/n").in(overlay.container());
          setOpaque(overlay.upperdir().resolve("o"));
          setOpaque(overlay.upperdir().resolve("o/p"));

          assertEquals(
              List.of("/ d d", "/o d d", "/o/p d d", "/o/p/f f:0 -", "/o/p/n - f:1"),
              walk(overlay));
        });
  }

  @Test
  void aDeletedTreeIsDeletedPathByPathAsTheImageShowsIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p t/a/b; echo 0 >t/a/b/c; mkfifo t/p"));
          overlay.layer(sh("rm t/a/b/c; echo 1 >t/a/b/d; ln -s / t/l"));
          overlay.layer(sh("echo 2 >t/e; chmod 700 t/a"));
          sh("rm -r t").in(overlay.container());

          assertEquals(
              List.of(
                  "/ d d",
                  "/t d -",
                  "/t/a d -",
                  "/t/a/b d -",
                  "/t/a/b/d f:1 -",
                  "/t/e f:2 -",
                  "/t/l s -",
                  "/t/p f -"),
              walk(overlay));
        });
  }

  @Test
  void aWhiteoutOfWhatTheImageLacksIsNothing() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir lower upper; mknod upper/x c 0 0; mknod upper/null c 1 3").in(folder);

          assertEquals(
              List.of("/ d d", "/null - c"),
              Walked.of(unmounted(folder, false, "upper", "lower")).entries());
        });
  }

  @Test
  void parentsComeBeforeWhatIsInThem() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p a/b/c a/d; echo 0 >a/b/c/f"));
          sh("rm -r a; mkdir -p x/y/z a; echo 1 >x/y/z/f").in(overlay.container());
          Walked walked = Walked.of(overlay.located());

          Set<String> seen = new TreeSet<>();
          walked
              .inOrder()
              .forEach(
                  line -> {
                    FilePath path = FilePath.of(line.substring(0, line.indexOf(' ')));
                    assertTrue(
                        path.equals(FilePath.ROOT) || seen.contains(path.parent().toString()),
                        line);
                    seen.add(path.toString());
                  });
          assertEquals(10, seen.size());
        });
  }

  @Test
  void theRootIsAPathLikeAnyOther() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("chmod 700 ."));
          overlay.layer(sh("chmod 711 ."));
          sh("chmod 1777 .; chown 5:6 .; setfattr -n user.note -v here .").in(overlay.container());
          Map<String, String> seen = new TreeMap<>();
          Walked.walk(
              overlay.located(),
              Budget.DEFAULT,
              new Overlays.Visitor() {
                @Override
                public void entry(FilePath path, Entry image, Entry now)
                    throws CannotLookException {
                  seen.put("path", path.toString());
                  seen.put("image", status(image));
                  seen.put("now", status(now));
                }
              });

          assertEquals(
              Map.of("path", "/", "image", "711 0:0 []", "now", "1777 5:6 [user.note]"), seen);
        });
  }

  private static String status(Entry entry) throws CannotLookException {
    try {
      return Integer.toOctalString(entry.stat().permissions())
          + " "
          + entry.stat().uid()
          + ":"
          + entry.stat().gid()
          + " "
          + entry.attributes().others().keySet();
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // The overlay's marks.

  @Test
  void theMarksOfTheOtherPrefixAreOrdinaryAttributes() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir -p lower/d upper/d; echo 0 >lower/d/x").in(folder);
          sh("setfattr -n user.overlay.opaque -v y upper/d").in(folder);
          List<String> visible = List.of("/ d d", "/d d d");
          List<String> hidden = List.of("/ d d", "/d d d", "/d/x f:0 -");

          assertEquals(visible, Walked.of(unmounted(folder, false, "upper", "lower")).entries());
          assertEquals(hidden, Walked.of(unmounted(folder, true, "upper", "lower")).entries());

          sh("setfattr -x user.overlay.opaque upper/d").in(folder);
          setOpaque(folder.resolve("upper/d"));

          assertEquals(hidden, Walked.of(unmounted(folder, false, "upper", "lower")).entries());
          assertEquals(visible, Walked.of(unmounted(folder, true, "upper", "lower")).entries());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "n", "", "yes"})
  void onlyTheLetterYMakesADirectoryOpaque(String value) throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir -p lower/d upper/d; echo 0 >lower/d/x").in(folder);
          sh("setfattr -n trusted.overlay.opaque -v '" + value + "' upper/d").in(folder);

          assertEquals(
              List.of("/ d d", "/d d d"),
              Walked.of(unmounted(folder, false, "upper", "lower")).entries());
        });
  }

  @Test
  void whatARedirectLeadsToIsSeenAndWhatItLeftIsGone() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.REDIRECT_DIR);
          overlay.layer(sh("mkdir -p a/d; echo 0 >a/d/x; echo 1 >a/d/y"));
          sh("mv a/d e; rm e/y; echo 2 >e/z").in(overlay.container());

          assertEquals(
              List.of(
                  "/ d d",
                  "/a d d",
                  "/a/d d -",
                  "/a/d/x f:0 -",
                  "/a/d/y f:1 -",
                  "/e - d",
                  "/e/x - f:0",
                  "/e/z - f:2"),
              walk(overlay));
        });
  }

  @Test
  void whatIsGoneWhereARedirectLeadsIsNoLossToItsSiblings() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.REDIRECT_DIR);
          overlay.layer(sh("mkdir -p m/s m/t x/s x/t; echo 0 >m/t/f; echo 1 >x/t/g"));
          sh("rm -r m; mv x m").in(overlay.container());
          Walked walked = new Walked();
          Walked.walk(
              overlay.located(),
              Budget.DEFAULT,
              new TreeVisitor() {
                @Override
                public void entry(FilePath path, Entry image, Entry now)
                    throws CannotLookException {
                  walked.entry(path, image, now);
                  Path gone = folder.resolve("layer0/x/s");
                  if (path.toString().equals("/m/s") && !gone.toFile().delete()) {
                    throw new AssertionError(gone);
                  }
                }

                @Override
                public void cannotLook(FilePath path, Reason reason) {
                  walked.cannotLook(path, reason);
                }
              });

          assertEquals(List.of("/m/s vanished"), walked.errors());
          assertEquals(
              List.of("/m/t/f f:0 -", "/m/t/g - f:1"),
              walked.entries().stream().filter(line -> line.startsWith("/m/t/")).toList());
        });
  }

  @Test
  void followingLinksThroughARedirectLeavesNothingOpen() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.REDIRECT_DIR);
          overlay.layer(sh("mkdir -p a/b/c/d; echo 0 >a/b/c/d/f"));
          overlay.layer(sh("mv a/b/c e; for i in $(seq 100); do ln -s e/d/f $i; done"));
          sh("rm ?*[0-9]").in(overlay.container());
          List<Integer> open = new ArrayList<>();
          Walked.walk(
              overlay.located(),
              Budget.DEFAULT,
              (Overlays.Visitor)
                  (path, image, now) -> {
                    if (now == null) {
                      follow(image);
                      open.add(new File("/proc/self/fd").list().length);
                    }
                  });

          assertEquals(91, open.size());
          assertTrue(open.get(90) - open.get(0) < 20, () -> "" + open);
        });
  }

  private static void follow(Entry link) throws CannotLookException {
    try {
      assertTrue(link.followed().isPresent());
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatWasMovedAwayAndBackIsWhereItWas() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.REDIRECT_DIR);
          overlay.layer(sh("mkdir -p a/d/s; echo 0 >a/d/s/x"));
          sh("mv a/d e; mv e a/d").in(overlay.container());

          assertEquals(List.of("/ d d", "/a d d", "/a/d d d"), walk(overlay));
        });
  }

  @Test
  void aRedirectOnTheWayToAnotherLeadsOnWhereTheLayerLacksTheRest() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.REDIRECT_DIR);
          overlay.layer(sh("mkdir -p x/b; echo 0 >x/b/f"));
          overlay.layer(sh("mv x a"));
          sh("mv a/b m").in(overlay.container());

          assertEquals(
              List.of("/ d d", "/a d d", "/a/b d -", "/a/b/f f:0 -", "/m - d", "/m/f - f:0"),
              walk(overlay));
        });
  }

  @Test
  void aRedirectLeadsOutOfTheOpaqueDirectoryThatItLiesIn() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.REDIRECT_DIR);
          overlay.layer(sh("mkdir -p x y/b; echo 0 >y/b/f"));
          overlay.layer(sh("rm -r x; mkdir x; mv y/b x/b"));
          sh("mv x/b m").in(overlay.container());

          assertEquals(
              List.of("/ d d", "/m - d", "/m/f - f:0", "/x d d", "/x/b d -", "/x/b/f f:0 -"),
              walk(overlay));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../secret", "../secret", "..", "/a/../../secret", "a/x", "."})
  void aRedirectLeadsNowhereThatTheKernelWouldNotGo(String redirect) throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir -p lower/a/x upper/d secret/key; setfattr -n user.overlay.redirect -v "
                  + redirect
                  + " upper/d")
              .in(folder);

          Walked walked = Walked.of(unmounted(folder, true, "upper", "lower"));

          assertEquals(List.of("/ d d"), walked.entries());
          assertEquals(List.of("/d io-error"), walked.errors());
        });
  }

  @Test
  void aMetadataOnlyCopyHasTheContentOfTheLayer() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.METACOPY);
          overlay.layer(sh("echo 0 >f; echo 1 >g"));
          sh("chmod 600 f; chmod 600 g; mv g h").in(overlay.container());

          assertEquals(List.of("/ d d", "/f f:0 f:0", "/g f:1 -", "/h - f:1"), walk(overlay));
        });
  }

  @Test
  void aHardLinkIsSeenUnderEveryNameOfItsIndex() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, Feature.INDEX);
          overlay.layer(sh("mkdir -p a/b; echo 0 >a/b/x; ln a/b/x y; echo 1 >z"));
          sh("echo 2 >y").in(overlay.container());

          assertEquals(
              List.of("/ d d", "/a/b/x f:0 f:2", "/y f:0 f:2"),
              walk(overlay).stream().filter(line -> !line.contains("/a ")).toList());
        });
  }

  @Test
  void contentThatIsInNoLayerIsSaidToBe() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir lower upper; echo 0 >lower/f; touch upper/f upper/g").in(folder);
          sh("setfattr -n trusted.overlay.metacopy -v '' upper/g; truncate -s 9 upper/g")
              .in(folder);
          Walked walked = Walked.of(unmounted(folder, false, "upper", "lower"));

          assertEquals(List.of("/ d d", "/f f:0 f:"), walked.entries());
          assertEquals(List.of("/g overlay-feature"), walked.errors());
        });
  }

  @Test
  void aLayerThatIsNotThereIsNotVerified() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir lower upper; touch file").in(folder);
          for (String missing : List.of("nowhere", "file", "file/x")) {
            CannotLookException e =
                assertThrows(
                    CannotLookException.class,
                    () -> Walked.of(unmounted(folder, false, "upper", "lower", missing)));
            assertEquals(Reason.LAYERS_UNVERIFIED, e.reason(), missing);
          }
        });
  }

  @Test
  void theTypeAtAPathIsThatOfTheTopmostLayerThatHasIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p d/s; echo 0 >d/f; echo 0 >g"));
          overlay.layer(sh("rm d/f; mkdir d/f"));
          sh("mkdir d/new; rm g; mkdir g; ln -s d l").in(overlay.container());
          try (HostRoot host = HostRoot.open(FilePath.ROOT);
              OverlayTree tree = OverlayTree.open(host, overlay.located())) {
            assertEquals(
                Optional.of(FileType.DIRECTORY),
                tree.statOf(FilePath.of("/d/s")).map(FileStat::type));
            assertEquals(
                Optional.of(FileType.DIRECTORY),
                tree.statOf(FilePath.of("/d/f")).map(FileStat::type));
            assertEquals(
                Optional.of(FileType.DIRECTORY),
                tree.statOf(FilePath.of("/g")).map(FileStat::type));
            assertEquals(
                Optional.of(FileType.DIRECTORY),
                tree.statOf(FilePath.of("/d/new")).map(FileStat::type));
            assertEquals(
                Optional.of(FileType.SYMLINK), tree.statOf(FilePath.of("/l")).map(FileStat::type));
            assertEquals(Optional.empty(), tree.statOf(FilePath.of("/l/s")).map(FileStat::type));
            assertEquals(
                Optional.empty(), tree.statOf(FilePath.of("/nowhere/at/all")).map(FileStat::type));
          }
        });
  }
}
