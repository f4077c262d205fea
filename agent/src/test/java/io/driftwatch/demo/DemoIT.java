package io.driftwatch.demo;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.file.FilePath;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the demo: what it finds, and what it leaves. */
@Timeout(60)
final class DemoIT {

  @TempDir private Path folder;

  @BeforeAll
  static void needRealParts() {
    RealParts.overlayMounts();
  }

  @Test
  void exactlyWhatWasPlantedIsFound() throws IOException {
    DemoResult result = run();

    assertEquals(List.of(), result.missed());
    assertEquals(List.of(), result.unplanted());
    assertTrue(result.isExact(), () -> result.report().toString());
  }

  @Test
  void everyKindOfChangeIsPlanted() throws IOException {
    DemoResult result = run();

    assertEquals(
        EnumSet.allOf(ChangeKind.class),
        result.planted().stream().map(Planted::kind).collect(toSet()));
    assertTrue(result.plantedTouches() > 0);
  }

  @Test
  void theContainerHasNames() throws IOException {
    Container container = run().report().containers().get(0).container();

    assertEquals("demo", container.name());
    assertEquals("demo/image:1", container.image().reference());
  }

  @Test
  void whatIsNotFoundIsMissed() throws IOException {
    DemoResult result = run();
    Planted notThere = new Planted(ChangeKind.ADDED, FilePath.of("/etc"), "nobody did");
    List<Planted> planted = new ArrayList<>(result.planted());
    planted.add(notThere);
    DemoResult other = new DemoResult(result.report(), planted, result.plantedTouches());

    assertEquals(List.of(notThere), other.missed());
    assertFalse(other.isExact());
  }

  @Test
  void whatWasNotPlantedIsTold() throws IOException {
    DemoResult result = run();
    List<Planted> planted = new ArrayList<>(result.planted());
    Planted removed = planted.remove(0);
    DemoResult other = new DemoResult(result.report(), planted, result.plantedTouches());

    assertTrue(removed.is(other.unplanted().get(0)));
    assertFalse(other.isExact());
  }

  @Test
  void nothingIsLeft() throws IOException {
    Set<ProcessHandle> before = children();

    run();

    assertEquals(before, children());
    assertEquals(List.of(), DemoProcess.filesIn(folder));
    assertEquals(List.of(), mountsOfAnyThread());
  }

  private DemoResult run() throws IOException {
    return new Demo(step -> {}, folder).run();
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(toSet());
  }

  /** Threads that the demo's thread started live on, and see what it saw. */
  private List<String> mountsOfAnyThread() throws IOException {
    List<String> mounts = new ArrayList<>();
    for (Path task : DemoProcess.filesIn(Path.of("/proc/self/task"))) {
      try (Stream<String> lines = Files.lines(task.resolve("mountinfo"))) {
        lines.filter(line -> line.contains(folder.toString())).forEach(mounts::add);
      } catch (IOException | UncheckedIOException ended) {
        // A thread that ended meanwhile sees nothing any more.
        assertFalse(Files.exists(task), ended::toString);
      }
    }
    return mounts;
  }
}
