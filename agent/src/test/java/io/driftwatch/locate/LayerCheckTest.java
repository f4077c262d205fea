package io.driftwatch.locate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.FakeNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether layers are what the runtime mounted. */
final class LayerCheckTest {

  private static final String EROFS =
      "/var/lib/containerd/io.containerd.snapshotter.v1.erofs/snapshots/1/fs";

  @TempDir private Path folder;
  private FakeNode node;
  private HostRoot host;

  @BeforeEach
  void start() throws IOException {
    node = new FakeNode(folder).with("/upper").with("/lower").with(EROFS);
    host = node.open();
  }

  @AfterEach
  void end() {
    host.close();
  }

  @Test
  void layersThatAreThereAre() {
    assertDoesNotThrow(() -> verify(host, "/lower", ""));
  }

  @Test
  void aLayerThatIsAMountForUsTooIs() throws IOException {
    FileStat lower;
    try (Directory directory = host.openDirectory(FilePath.of("/lower"))) {
      lower = directory.stat();
    }
    String mounted = "1 2 " + lower.device() + " / /lower ro - erofs x ro\n";

    assertDoesNotThrow(() -> verify(host, "/lower", mounted));
  }

  @Test
  void aLayerThatIsAMountForTheRuntimeAloneIsNone() {
    assertUnverified(host, "/lower", "1 2 7:77 / /lower ro - erofs x ro\n");
  }

  /** Its mount point is an empty folder. */
  @Test
  void aLayerOfErofsThatIsNoMountIsNone() {
    assertUnverified(host, EROFS, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/missing", "/lower/missing", "/file", "/loop"})
  void aLayerThatIsNotThereIsNone(String lower) throws IOException {
    node.with("/file", new byte[0]);
    Files.createSymbolicLink(node.real("/loop"), Path.of("loop"));

    assertUnverified(host, lower, "");
  }

  @Test
  void aLayerThatIsNotToBeTrustedIsNone() {
    assertUnverified(host.trusting(directory -> false), "/lower", "");
  }

  private static void assertUnverified(HostRoot host, String lower, String mounts) {
    assertEquals(
        Reason.LAYERS_UNVERIFIED,
        assertThrows(CannotLookException.class, () -> verify(host, lower, mounts)).reason());
  }

  private static void verify(HostRoot host, String lower, String mounts)
      throws CannotLookException {
    LayerCheck.verify(
        host,
        OverlayMount.plain(FilePath.of("/upper"), List.of(FilePath.of(lower))),
        MountInfo.parse(mounts.getBytes(ISO_8859_1)));
  }
}
