package io.driftwatch.walk;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is found in images by name, whatever images are like. */
@Timeout(120)
final class NamedFilesIT {

  private static final int MANY = 400_000;

  /** Paths of found files take about 10 MiB at most; 400,000 names would take 40. */
  private static final long MOST_BYTES = 20L << 20;

  @Test
  void whatSeveralLayersHaveIsFoundOnce() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder)
                  .layer(sh("mkdir a b; echo 1 >a/x.php; echo 1 >a/gone.php; echo 1 >b/old.php"))
                  .layer(sh("echo 2 >a/x.php; rm a/gone.php; rm -r b; mkdir b; echo 2 >b/new.php"));
          // As storage does that keeps each content once.
          sh("ln layer0/a/x.php layer1/a/same.php; ln layer0/a/x.php layer0/a/same.php").in(folder);
          overlay.container();
          NamedFiles found = found(overlay.located(), Pace.FULL_SPEED);

          assertEquals(List.of("/a/x.php"), paths(found, "x.php"));
          assertEquals(List.of("/a/same.php"), paths(found, "same.php"));
          assertEquals(List.of(), paths(found, "gone.php"));
          assertEquals(List.of(), paths(found, "old.php"));
          assertEquals(List.of("/b/new.php"), paths(found, "new.php"));
        });
  }

  /** An image may have as many files in one directory as it likes. */
  @Test
  void manyNamesInOneDirectoryTakeNoMemory() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          Files.createDirectory(folder.resolve("upper"));
          String make =
              "mkdir 'lower'; open F, '>', 'f'; for (1..%d) { link 'f', \"lower/$_.php\" }";
          perl(make.formatted(MANY)).in(folder);
          Heap heap = new Heap();
          NamedFiles found = found(Overlays.unmounted(folder, false, "upper", "lower"), heap);

          assertTrue(found.isLasting());
          assertTrue(heap.seen >= MANY, heap.seen + " names");
          assertTrue(heap.most() < MOST_BYTES, heap.most() + " bytes");
        });
  }

  private static NamedFiles found(OverlayMount overlay, Pace pace) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        OverlayTree tree = OverlayTree.open(host, overlay)) {
      return tree.filesNamed(
          path -> path.toString().endsWith(".php"), Allowance.of(Budget.DEFAULT, pace));
    }
  }

  private static List<String> paths(NamedFiles found, String name) {
    return found.of(FilePath.of(name), 2).stream().map(named -> named.path().toString()).toList();
  }

  /** Measures what is held while names are read. */
  private static final class Heap implements Pace {

    private static final int EVERY = 50_000;

    private final long before = used();
    private int seen;
    private long most;

    private long most() {
      return most - before;
    }

    @Override
    public void visited(int entries) {
      if ((seen + entries) / EVERY > seen / EVERY) {
        most = Math.max(most, used());
      }
      seen += entries;
    }

    @Override
    public void reads(long bytes) {}

    @Override
    public boolean isOver() {
      return false;
    }

    @SuppressWarnings("CallingSystemGc")
    private static long used() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }
}
