package io.driftwatch.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops the demo in the middle: what it leaves then. */
@Timeout(60)
final class DemoInterruptedIT {

  @TempDir private Path folder;

  @BeforeAll
  static void needRealParts() {
    RealParts.overlayMounts();
  }

  @ParameterizedTest
  @ValueSource(strings = {"image layer: its site", "container", "break-in: write a log", "scan"})
  void endedItLeavesNothing(String step) throws Exception {
    try (DemoProcess demo = DemoProcess.startedIn(folder, step)) {
      demo.end();

      assertEquals("", demo.remainingOutput());
      assertFalse(demo.isContainerAlive());
      assertEquals(List.of(), DemoProcess.filesIn(folder));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"image layer: its site", "container", "break-in: write a log", "scan"})
  void killedItLeavesAtMostAnEmptyFolder(String step) throws Exception {
    try (DemoProcess demo = DemoProcess.startedIn(folder, step)) {
      demo.kill();

      assertTrue(demo.isContainerGoneSoon());
      for (Path left : DemoProcess.filesIn(folder)) {
        assertEquals(List.of(), DemoProcess.filesIn(left));
      }
    }
  }

  /** What the tests above go by. */
  @Test
  void theContainerLivesWhileTheDemoDoes() throws IOException {
    try (DemoProcess demo = DemoProcess.startedIn(folder, "scan")) {
      assertTrue(demo.isContainerAlive());
    }
  }
}
