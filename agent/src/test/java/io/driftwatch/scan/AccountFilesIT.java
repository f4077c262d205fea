package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.walk.OverlayTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where podman is expected to add accounts, whatever an image has there. */
final class AccountFilesIT {

  private static final Container PODMANS =
      new Container(
              "test",
              "test",
              ContainerRuntime.PODMAN,
              1,
              Instant.EPOCH,
              Optional.empty(),
              Image.UNKNOWN,
              false)
          .with(new OciProcess(List.of(), 1234, 5678, FilePath.ROOT, true, Set.of(), false));

  @Test
  void whereTheImagesLinksLead() throws Exception {
    assertEquals(
        Set.of(FilePath.of("/usr/passwd"), FilePath.of("/etc/group")),
        places(
            etc -> {
              Files.createDirectory(etc.resolveSibling("usr"));
              Files.writeString(etc.resolve("../usr/passwd"), "root:x:0:0:root:/:/bin/sh\n");
              Files.createSymbolicLink(etc.resolve("passwd"), Path.of("/usr/passwd"));
            }));
  }

  @Test
  void nowhereInAnImageThatHasOneFileForBoth() throws Exception {
    assertEquals(
        Set.of(),
        places(
            etc -> {
              Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/:/bin/sh\n");
              Files.createSymbolicLink(etc.resolve("group"), Path.of("passwd"));
            }));
  }

  private static Set<FilePath> places(TestOverlay.Work work) throws Exception {
    Set<FilePath> places = new HashSet<>();
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder)
                  .layer(root -> work.in(Files.createDirectory(root.resolve("etc"))));
          overlay.container();
          try (HostRoot host = HostRoot.open(FilePath.ROOT);
              OverlayTree tree = OverlayTree.open(host, overlay.located())) {
            places.addAll(AccountFiles.appendedTo(PODMANS, tree, host).keySet());
          }
        });
    return places;
  }
}
