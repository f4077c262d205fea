package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the layers have at paths, directory by directory. */
final class SurfaceTest {

  @TempDir private Path folder;

  @Test
  void theTopmostLayerThatHasAPathIsAsked() throws IOException {
    Files.createDirectories(folder.resolve("upper/etc"));
    Files.createDirectories(folder.resolve("lower/etc/config"));
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Directory upper = host.openDirectory(FilePath.of(folder + "/upper"));
        Directory lower = host.openDirectory(FilePath.of(folder + "/lower"));
        Surface surface = new Surface(List.of(upper, lower))) {
      assertTrue(surface.statOf(FilePath.of("/etc/config")).orElseThrow().isDirectory());
      assertEquals(Optional.empty(), surface.statOf(FilePath.of("/etc/other")));
      assertEquals(Optional.empty(), surface.statOf(FilePath.of("/none/other")));
    }
  }

  /** Else what was to be seen there would be told to be in none of the layers. */
  @Test
  void aLayerThatCannotBeReadIsAskedAgain() throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT)) {
      Directory closed = host.openDirectory(FilePath.of(folder.toString()));
      closed.close();
      assertCannotBeRead(new Surface(List.of(closed)));
    }
  }

  private static void assertCannotBeRead(Surface surface) {
    try (surface) {
      for (String path : List.of("/etc/config", "/etc/other", "/config", "/other")) {
        assertThrows(CannotLookException.class, () -> surface.statOf(FilePath.of(path)), path);
      }
    }
  }
}
