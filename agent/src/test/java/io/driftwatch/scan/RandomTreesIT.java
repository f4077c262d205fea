package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RandomWork;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RsyncOracle;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.testing.TestOverlay.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is done to a container at random, the findings are what rsync says of the container's
 * tree and the image's, path by path.
 */
final class RandomTreesIT {

  private static final int STEPS_A_LAYER = 60;

  static Stream<Arguments> seeds() {
    return Stream.of(Feature.values())
        .flatMap(
            feature ->
                LongStream.range(0, Long.getLong("driftwatch.seeds", 50))
                    .mapToObj(seed -> Arguments.of(feature, seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void findsWhatRsyncFinds(Feature feature, long seed) throws Exception {
    RealParts.command("rsync");
    PrivateMounts.run(folder -> compare(folder, feature, seed));
  }

  private static void compare(Path folder, Feature feature, long seed) throws Exception {
    TestOverlay overlay = new TestOverlay(folder, feature);
    long layers = 1 + seed % 4;
    for (long layer = 0; layer < layers; layer++) {
      overlay.layer(new RandomWork(1_000 * seed + layer, STEPS_A_LAYER));
    }
    Path container = overlay.container();
    new RandomWork(1_000 * seed + 999, STEPS_A_LAYER).in(container);

    Scanned scanned = Scanned.of(overlay.located());
    Set<String> expected = RsyncOracle.changes(overlay.image(), container);

    assertEquals(String.join("\n", expected), String.join("\n", scanned.changes()));
    assertEquals(List.of(), scanned.report().errors());
  }
}
