package io.driftwatch.walk;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.FilePath;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.TestOverlay;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container may make its tree as large as it likes. */
@Timeout(60)
final class LargeTreesIT {

  // Large trees.

  @Test
  void twentyThousandSubdirectoriesAreWalkedInBatches() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          String make = "for (1..20000) { mkdir \"m/$_\" or die; open F, '>', \"m/$_/f\" or die }";
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(perl("mkdir 'm'; " + make));
          Path container = overlay.container();
          sh("rm -r m; mkdir m").in(container);
          perl("mkdir 'n'; " + make.replace("m/", "n/")).in(container);
          Walked walked = Walked.of(overlay.located());

          Set<String> expected = new TreeSet<>(Set.of("/ d d", "/m d d", "/n - d"));
          for (int i = 1; i <= 20_000; i++) {
            expected.add("/m/" + i + " d -");
            expected.add("/m/" + i + "/f f: -");
            expected.add("/n/" + i + " - d");
            expected.add("/n/" + i + "/f - f:");
          }
          assertEquals(expected.size(), walked.entries().size());
          assertEquals(expected, new TreeSet<>(walked.entries()));
          assertEquals(List.of(), walked.errors());
        });
  }

  @Test
  void threeThousandLevelsTakeNoStackAndNoDescriptors() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          String make = "for (1..3000) { mkdir 'd' or die $!; chdir 'd' or die $! }";
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(perl(make));
          Path container = overlay.container();
          sh("rm -r d").in(container);
          perl(make.replace("'d'", "'n'")).in(container);
          List<Integer> descriptors = new ArrayList<>();
          List<String> levels = new ArrayList<>();
          Walked.walk(
              overlay.located(),
              Budget.DEFAULT,
              new Overlays.Visitor() {
                @Override
                public void entry(FilePath path, Entry image, Entry now) {
                  levels.add((path.length() / 2) + (image == null ? " added" : " of image"));
                  descriptors.add(new File("/proc/self/fd").list().length);
                }
              });

          Set<String> expected =
              IntStream.rangeClosed(1, 3_000)
                  .boxed()
                  .flatMap(i -> Stream.of(i + " added", i + " of image"))
                  .collect(Collectors.toCollection(TreeSet::new));
          expected.add("0 of image");
          assertEquals(6_001, levels.size());
          assertEquals(expected, new TreeSet<>(levels));
          int most = descriptors.stream().max(Integer::compare).orElseThrow();
          assertTrue(most < descriptors.get(0) + 50, descriptors.get(0) + " and " + most);
        });
  }

  @Test
  void aPathMayBeLongerThanAnyCallTakes() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          String make =
              "for (1..400) { $n = 'd' x 200; mkdir $n or die $!; chdir $n or die $! }"
                  + " open F, '>', 'f' or die $!";
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(perl(make));
          Path container = overlay.container();
          perl("chdir 'd' x 200 or die $! for (1..400); unlink 'f'; mkdir 'new'").in(container);
          Walked walked = Walked.of(overlay.located());

          String deepest = ("/" + "d".repeat(200)).repeat(400);
          assertTrue(walked.entries().contains(deepest + "/f f: -"));
          assertTrue(walked.entries().contains(deepest + "/new - d"));
          assertEquals(403, walked.entries().size());
          assertEquals(List.of(), walked.errors());
        });
  }

  // Budgets.

  @Test
  void belowTheDepthBudgetNothingIsLookedAtAndItIsSaid() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("mkdir -p gone/2/3/4/5"));
          sh("mkdir -p 1/2/3/4/5 a; echo 0 >a/f; rm -r gone").in(overlay.container());
          Walked walked = Walked.of(overlay.located(), Walked.budget(1_000, 3, 1 << 20));

          assertEquals(
              List.of(
                  "/ d d",
                  "/1 - d",
                  "/1/2 - d",
                  "/1/2/3 - d",
                  "/1/2/3/4 - d",
                  "/a - d",
                  "/a/f - f:0",
                  "/gone d -",
                  "/gone/2 d -",
                  "/gone/2/3 d -",
                  "/gone/2/3/4 d -"),
              walked.entries());
          assertEquals(
              List.of("/1/2/3/4 budget-depth", "/gone/2/3/4 budget-depth"), walked.errors());
        });
  }

  @Test
  void whenTheEntryBudgetIsSpentTheWalkEndsAndSaysSo() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("true"));
          sh("mkdir -p a/b/c/d/e/f/g").in(overlay.container());
          Walked walked = Walked.of(overlay.located(), Walked.budget(3, 100, 1 << 20));

          assertEquals(List.of("/ d d", "/a - d", "/a/b - d", "/a/b/c - d"), walked.entries());
          assertEquals(List.of("/a/b budget-entries"), walked.errors());
        });
  }

  @Test
  void whatWouldWaitBeyondItsBudgetIsNotEnteredAndItIsSaid() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("true"));
          sh("mkdir a; mkdir a/1 a/2 a/3; for i in 1 2 3; do touch a/$i/f; done")
              .in(overlay.container());
          // In a directory that rests, others wait.
          Thread.sleep(1_500);
          Walked walked =
              Walked.of(overlay.located(), Walked.budget(100, 100, 2 * Walked.CHILD_BYTES));

          assertEquals(5, walked.entries().stream().filter(line -> !line.contains("/f ")).count());
          assertEquals(2, walked.entries().stream().filter(line -> line.contains("/f ")).count());
          assertEquals(1, walked.errors().size());
          assertTrue(
              walked.errors().get(0).matches("/a/[123] budget-memory"), walked.errors().get(0));
        });
  }

  @Test
  void directoriesThatWereWalkedWaitNoLonger() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("true"));
          sh("for i in 1 2 3 4 5 6 7 8 9; do mkdir -p $i/a/b; done").in(overlay.container());
          Walked walked =
              Walked.of(overlay.located(), Walked.budget(100, 100, 9 * Walked.CHILD_BYTES));

          assertEquals(28, walked.entries().size());
          assertEquals(List.of(), walked.errors());
        });
  }

  @Test
  void aTreeWithinItsBudgetsIsWhole() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(sh("true"));
          sh("mkdir -p a/b/c").in(overlay.container());
          Walked walked = Walked.of(overlay.located(), Walked.budget(4, 3, 1 << 20));

          assertEquals(4, walked.entries().size());
          assertEquals(List.of(), walked.errors());
        });
  }
}
