package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.report.Ground;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RandomWork;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RsyncOracle;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.testing.TestOverlay.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wherever a container writes at random: what rsync says differs lies in a place that was told, and
 * mounts over the places that hide nothing hide nothing.
 */
final class RandomWritesIT {

  private static final int STEPS_A_LAYER = 60;
  private static final int STEPS = 25;

  static Stream<Arguments> seeds() {
    return Stream.of(Feature.values())
        .flatMap(
            feature ->
                LongStream.range(0, Long.getLong("driftwatch.seeds", 20))
                    .mapToObj(seed -> Arguments.of(feature, seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void placesHoldWhatWasWrittenAndHideNothing(Feature feature, long seed) throws Exception {
    RealParts.command("rsync");
    PrivateMounts.run(folder -> check(folder, feature, seed));
  }

  private static void check(Path folder, Feature feature, long seed) throws Exception {
    TestOverlay overlay = new TestOverlay(folder, feature);
    for (long layer = 0; layer <= seed % 3; layer++) {
      overlay.layer(new RandomWork(7_000 * seed + layer, STEPS_A_LAYER));
    }
    Path container = overlay.container();
    new RandomWork(7_000 * seed + 999, STEPS).in(container);
    Writes writes = Scanned.of(overlay.located()).report().writes();
    Path image = overlay.image();

    assertTrue(writes.complete());
    Set<FilePath> untold = new TreeSet<>();
    for (FilePath path : changed(image, container)) {
      FilePath site = site(path, image, container);
      if (writes.places().stream().noneMatch(place -> holds(place, site))) {
        untold.add(path);
      }
    }
    assertEquals(Set.of(), untold, writes.toString());
    assertNothingIsHidden(writes, image);
  }

  /** The oracle's words are printable; the bytes are wanted. */
  private static List<FilePath> changed(Path image, Path container) throws IOException {
    Set<String> printed =
        RsyncOracle.changes(image, container).stream()
            .map(change -> change.substring(change.indexOf(' ') + 1))
            .collect(Collectors.toSet());
    return Stream.concat(tree(image).stream(), tree(container).stream())
        .distinct()
        .filter(path -> printed.contains(path.toString()))
        .toList();
  }

  /** What the trees alone say of where a path was written to. */
  private static FilePath site(FilePath path, Path image, Path container) throws IOException {
    FilePath site = FilePath.ROOT;
    FilePath next = FilePath.ROOT;
    for (byte[] name : path.names()) {
      next = next.resolve(name);
      boolean isDirectory = isDirectory(in(container, next));
      if (isDirectory && Files.notExists(in(image, next), LinkOption.NOFOLLOW_LINKS)) {
        return isEmpty(in(image, site)) ? site : next;
      }
      if (!isDirectory || !isDirectory(in(image, next))) {
        return site;
      }
      site = next;
    }
    return site;
  }

  /** What was moved, or removed and made anew, was written to from the directory around it. */
  private static boolean holds(WrittenPlace place, FilePath site) {
    return site.equals(place.directory())
        || (place.ground() == Ground.SHARED && site.startsWith(place.directory()));
  }

  private static void assertNothingIsHidden(Writes writes, Path image) throws IOException {
    List<FilePath> before = tree(image);
    for (WrittenPlace place : writes.places()) {
      Path at = in(image, place.directory());
      if (place.ground() == Ground.NEW) {
        assertTrue(isDirectory(at.getParent()), place.toString());
        assertTrue(Files.notExists(at, LinkOption.NOFOLLOW_LINKS), place.toString());
      } else {
        assertEquals(place.ground() == Ground.EMPTY, isEmpty(at), place.toString());
      }
      if (place.ground() == Ground.EMPTY) {
        Commands.run("mount", "-t", "tmpfs", "none", at.toString());
      }
    }
    assertEquals(before, tree(image));
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static Path in(Path root, FilePath path) {
    return Path.of(root + new String(path.bytes(), StandardCharsets.UTF_8)).normalize();
  }

  private static List<FilePath> tree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(path -> FilePath.of("/" + root.relativize(path)).normalized())
          .sorted()
          .toList();
    }
  }
}
