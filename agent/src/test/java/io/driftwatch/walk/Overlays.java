package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tests of walks have in common: work on trees, and looks at them. */
final class Overlays {

  private Overlays() {}

  /** A visitor that reckons with no errors. */
  interface Visitor extends TreeVisitor {

    @Override
    default void cannotLook(FilePath path, Reason reason) {
      throw new AssertionError(path + " " + reason);
    }
  }

  /** What a walk without errors sees. */
  static List<String> walk(TestOverlay overlay) throws IOException {
    Walked walked = Walked.of(overlay.located());
    assertEquals(List.of(), walked.errors());
    return walked.entries();
  }

  /** An overlay that is not mounted, of folders by their names. */
  static OverlayMount unmounted(
      Path folder, boolean userXattr, String upperdir, String... lowerdirs) {
    return new OverlayMount(
        FilePath.of(folder.resolve(upperdir).toString()),
        Stream.of(lowerdirs).map(name -> FilePath.of(folder.resolve(name).toString())).toList(),
        Optional.empty(),
        userXattr,
        OwnerMap.IDENTITY);
  }

  static void setOpaque(Path directory) throws IOException {
    Commands.run("setfattr", "-n", "trusted.overlay.opaque", "-v", "y", directory.toString());
  }
}
