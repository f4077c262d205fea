package io.driftwatch.export;

import io.driftwatch.testing.Golden;
import io.driftwatch.testing.SampleNode;
import io.driftwatch.testing.TerminalPicture;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The picture in the README, which {@code -Dgolden.update=true} draws anew. */
final class ScanPictureTest {

  @Test
  void theReadmeShowsWhatAScanPrints() throws IOException {
    String screen =
        "\u001b[1m$ sudo agent/bin/driftwatch scan\u001b[0m\n"
            + Outputs.coloredTable(SampleNode.excerpt());

    Golden.assertSame(
        Path.of("..", ".github", "scan.svg"),
        TerminalPicture.of("What driftwatch scan prints on a terminal", screen));
  }
}
