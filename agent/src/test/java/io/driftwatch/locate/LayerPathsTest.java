package io.driftwatch.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers by their absolute paths, however the runtime named them. */
final class LayerPathsTest {

  private static final String SNAPSHOTS =
      "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots";
  private static final String RUNNING =
      "/run/containerd/io.containerd.runtime.v2.task/k8s.io/x/rootfs";

  @Test
  void pathsThatAreAbsoluteStayAsTheyAre() throws CannotLookException {
    OverlayMount overlay = ofRecording("containerd-layers40", RUNNING);

    assertEquals(FilePath.of(SNAPSHOTS + "/74/fs"), overlay.lowerdirs().get(0));
    assertEquals(FilePath.of(SNAPSHOTS + "/1/fs"), overlay.lowerdirs().get(39));
    assertEquals(40, overlay.lowerdirs().size());
  }

  @Test
  void containerdsRelativeLayersLieBesideTheUpperdir() throws CannotLookException {
    OverlayMount overlay = ofRecording("containerd-layers120", RUNNING);

    assertEquals(FilePath.of(SNAPSHOTS + "/258/fs"), overlay.upperdir());
    assertEquals(FilePath.of(SNAPSHOTS + "/193/fs"), overlay.lowerdirs().get(0));
    assertEquals(120, overlay.lowerdirs().size());
    assertAllAbsolute(overlay);
  }

  @Test
  void dockersRelativePathsLieTwoLevelsAboveItsMountPoint() throws CannotLookException {
    MountInfo mount = recorded("docker-layers120");
    OverlayMount overlay = ofRecording("docker-layers120", mount.mountPoint().toString());

    assertEquals(
        FilePath.of(
            "/var/lib/docker/overlay2/"
                + "bf0ef07698cf9a1d177062fc1f267e223eab81de078575f5bccf8c54cf2aa1b7/diff"),
        overlay.upperdir());
    assertEquals(
        FilePath.of("/var/lib/docker/overlay2/l/RCN32YWLRW65OAA3RBJXFC3XJJ"),
        overlay.lowerdirs().get(0));
    assertAllAbsolute(overlay);
  }

  @ParameterizedTest
  @CsvSource({
    "podman-layers120, l/JPQVV53PJD352X2NH4UX4ILOQS",
    "podman-layers37,  110817c382de5922c51da53523fb7c869a99e1d8f0f64fa29d01a81aa346e67c/diff",
  })
  void podmansPathsAreResolvedEachByItself(String recording, String first)
      throws CannotLookException {
    String storage = "/var/lib/containers/storage/overlay";
    OverlayMount overlay = ofRecording(recording, storage + "/0123/merged");

    assertEquals(FilePath.of(storage + "/" + first), overlay.lowerdirs().get(0));
    assertTrue(overlay.upperdir().startsWith(FilePath.of(storage)), overlay.toString());
    assertAllAbsolute(overlay);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "podman-descriptors",
        "podman-uidmap",
        "podman-rootless",
        "cri-read-only",
        "cri-userns",
        "containerd-erofs",
      })
  void everyFormIsReadEvenWhereItsLayersAreGone(String recording) throws CannotLookException {
    assertAllAbsolute(ofRecording(recording, "/m/x/merged"));
  }

  @Test
  void theUsersMarksAreHandedOn() throws CannotLookException {
    assertEquals(true, ofRecording("podman-rootless", "/m/x/merged").userXattr());
    assertEquals(false, ofRecording("podman-uidmap", "/m/x/merged").userXattr());
  }

  @Test
  void anOverlayWithoutLayersIsNotVerified() {
    assertUnverified("upperdir=/s/1/fs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a::/data", ":/a", "/a:", ""})
  void anEmptyNameAmongTheLayersIsNotVerified(String lowerdir) {
    assertUnverified("upperdir=/s/1/fs,lowerdir=" + lowerdir);
  }

  private static void assertUnverified(String options) {
    assertEquals(
        Reason.LAYERS_UNVERIFIED,
        assertThrows(CannotLookException.class, () -> absolute(options, FilePath.of("/m/x/y")))
            .reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"podman-layers37", "containerd-layers120", "escapes"})
  @Timeout(60)
  void brokenPathsAreReadOrRefused(String recording) throws CannotLookException {
    byte[] options = recorded(recording).options().getBytes(StandardCharsets.ISO_8859_1);

    Mutations.feed(
        hostile ->
            absolute(new String(hostile, StandardCharsets.ISO_8859_1), FilePath.of("/m/x/y")),
        options,
        1,
        2_000);
  }

  private static void assertAllAbsolute(OverlayMount overlay) {
    assertTrue(overlay.upperdir().isAbsolute(), overlay.toString());
    assertEquals(
        List.of(), overlay.lowerdirs().stream().filter(path -> !path.isAbsolute()).toList());
  }

  private static MountInfo recorded(String recording) throws CannotLookException {
    return MountInfo.parse(Recording.bytes("mountinfo/" + recording + ".txt")).get(0);
  }

  private static OverlayMount ofRecording(String recording, String mountPoint)
      throws CannotLookException {
    return absolute(recorded(recording).options(), FilePath.of(mountPoint));
  }

  private static OverlayMount absolute(String text, FilePath mountPoint)
      throws CannotLookException {
    OverlayOptions options = OverlayOptions.parse(text);
    FilePath upperdir = options.upperdir().orElse(FilePath.ROOT);
    return LayerPaths.absolute(mountPoint, upperdir, options);
  }
}
