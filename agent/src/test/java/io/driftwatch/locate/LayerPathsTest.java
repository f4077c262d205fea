package io.driftwatch.locate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.IdMap;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.FakeNode;
import io.driftwatch.testing.Mutations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers by the paths that they have on the host, however the runtime named them. */
final class LayerPathsTest {

  private static final String SNAPSHOTS =
      "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots";
  private static final String STORAGE = "/var/lib/containers/storage/overlay";
  private static final String RUNNING =
      "/run/containerd/io.containerd.runtime.v2.task/k8s.io/x/rootfs";
  private static final String ANYWHERE = "/m/x/merged";
  private static final String UPPER_OF_40 =
      STORAGE + "/fd4b7fefc5416473958ced130bc6d8b25a3d9e1b533666c3999a0ac70b7d8f12";
  private static final String UPPER_OF_MAPPED =
      STORAGE + "/2b4052551a3d7fcab475f89a4f7fb573da4b663de080ac133a5e8f7464c6ea89";

  private static final IdMap MAP = new IdMap(List.of(new IdMap.Range(0, 231072, 65536)));
  private static final OwnerMap MAPPED = new OwnerMap(MAP, MAP);

  @TempDir private Path folder;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    node = new FakeNode(folder);
  }

  @Test
  void pathsThatAreAbsoluteStayAsTheyAre() throws IOException {
    OverlayMount overlay = ofRecording("containerd-layers40", RUNNING);

    assertEquals(FilePath.of(SNAPSHOTS + "/74/fs"), overlay.lowerdirs().get(0));
    assertEquals(FilePath.of(SNAPSHOTS + "/1/fs"), overlay.lowerdirs().get(39));
    assertEquals(40, overlay.lowerdirs().size());
  }

  @Test
  void containerdsRelativeLayersLieBesideTheUpperdir() throws IOException {
    OverlayMount overlay = ofRecording("containerd-layers120", RUNNING);

    assertEquals(FilePath.of(SNAPSHOTS + "/258/fs"), overlay.upperdir());
    assertEquals(FilePath.of(SNAPSHOTS + "/193/fs"), overlay.lowerdirs().get(0));
    assertEquals(120, overlay.lowerdirs().size());
    assertAllAbsolute(overlay);
  }

  @Test
  void dockersRelativePathsLieTwoLevelsAboveItsMountPoint() throws IOException {
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
  void podmansPathsAreResolvedEachByItself(String recording, String first) throws IOException {
    OverlayMount overlay = ofRecording(recording, STORAGE + "/0123/merged");

    assertEquals(FilePath.of(STORAGE + "/" + first), overlay.lowerdirs().get(0));
    assertTrue(overlay.upperdir().startsWith(FilePath.of(STORAGE)), overlay.toString());
    assertAllAbsolute(overlay);
  }

  @Test
  void descriptorsAreThoseOfTheRecordedLayers() throws IOException {
    node.with(UPPER_OF_40 + "/lower", Recording.bytes("podman/lower-podman-layers40.txt"));

    OverlayMount overlay = ofRecording("podman-descriptors", UPPER_OF_40 + "/merged");

    assertEquals(FilePath.of(UPPER_OF_40 + "/diff"), overlay.upperdir());
    assertEquals(40, overlay.lowerdirs().size());
    assertEquals(
        FilePath.of(STORAGE + "/l/TQBQFPGVJW4OJP5I6TRPLU5G6X"), overlay.lowerdirs().get(0));
    assertEquals(OwnerMap.IDENTITY, overlay.lowerOwners());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "l/A", "l/A:l/B:l/C"})
  void descriptorsOfMoreOrLessThanIsRecordedAreNotVerified(String lower) throws IOException {
    node.with(UPPER_OF_40 + "/lower", lower.getBytes(ISO_8859_1));

    assertUnverified(() -> ofRecording("podman-descriptors", UPPER_OF_40 + "/merged"));
  }

  @Test
  void descriptorsOfWhichNothingIsRecordedAreNotVerified() throws IOException {
    assertUnverified(() -> ofRecording("podman-descriptors", ANYWHERE));
    node.with(UPPER_OF_40);
    assertUnverified(() -> ofRecording("podman-descriptors", ANYWHERE));
  }

  /** A FIFO would block who reads it. */
  @Test
  @Timeout(60)
  void aRecordThatIsNoFileIsNone() throws IOException {
    node.with(UPPER_OF_40 + "/lower/x");
    assertThrows(CannotLookException.class, () -> ofRecording("podman-descriptors", ANYWHERE));
    Files.delete(node.real(UPPER_OF_40 + "/lower/x"));
    Files.delete(node.real(UPPER_OF_40 + "/lower"));
    Files.createSymbolicLink(node.real(UPPER_OF_40 + "/lower"), Path.of("/etc/passwd"));
    assertThrows(CannotLookException.class, () -> ofRecording("podman-descriptors", ANYWHERE));
  }

  @Test
  void podmansMappedLayersAreThoseOfTheirNumber() throws IOException {
    node.with(UPPER_OF_MAPPED + "/lower", Recording.bytes("podman/lower-podman-uidmap-httpd.txt"));

    OverlayMount overlay = mapped("podman-uidmap-httpd", UPPER_OF_MAPPED + "/merged");

    assertEquals(
        FilePath.of(STORAGE + "/l/S6RYFJIQAYJR227G2P2XMQDQC2"), overlay.lowerdirs().get(0));
    assertEquals(
        FilePath.of(STORAGE + "/l/RV7SKTV4RCUV4FNRVI36W6BWON"), overlay.lowerdirs().get(5));
    assertEquals(MAPPED, overlay.lowerOwners());
  }

  @Test
  void aMappedLayerOfANumberThatIsNotRecordedIsNotVerified() throws IOException {
    node.with(UPPER_OF_MAPPED + "/lower", "l/A:l/B:l/C".getBytes(ISO_8859_1));

    assertUnverified(() -> mapped("podman-uidmap-httpd", UPPER_OF_MAPPED + "/merged"));
  }

  @Test
  void podman4sMappedLayersHaveALinkOfTheirs() throws IOException {
    OverlayMount overlay = mapped("podman-uidmap-links", ANYWHERE);

    assertEquals(
        FilePath.of(STORAGE + "/l/4QB2VGVRHUHGEG5JBIT6DYT5EZ"), overlay.lowerdirs().get(0));
    assertEquals(6, overlay.lowerdirs().size());
    assertEquals(MAPPED, overlay.lowerOwners());
  }

  @Test
  void containerdsMappedLayersAreSnapshotsOfTheSameNumber() throws IOException {
    OverlayMount overlay = mapped("cri-userns", RUNNING);

    assertEquals(FilePath.of(SNAPSHOTS + "/326/fs"), overlay.lowerdirs().get(0));
    assertEquals(FilePath.of(SNAPSHOTS + "/321/fs"), overlay.lowerdirs().get(5));
    assertEquals(MAPPED, overlay.lowerOwners());
  }

  @Test
  void aSingleMappedLayerIsNotVerifiedWithoutARecord() {
    assertUnverified(() -> mapped("cri-userns-single", RUNNING));
  }

  @ParameterizedTest
  @CsvSource({"181, /1/fs", "182, ", "7777, ", "x, "})
  void aSingleMappedLayerIsTheOneOnRecord(String number, String layer) throws IOException {
    node.with(
        "/s/metadata.db",
        new GZIPInputStream(new ByteArrayInputStream(Recording.bytes("bolt/metadata.db.gz")))
            .readAllBytes());
    String options =
        "lowerdir=/tmp/ovl-idmapped1/fs,upperdir=/s/snapshots/" + number + "/fs,workdir=/w";

    if (layer == null) {
      assertUnverified(() -> resolve(options));
    } else {
      assertEquals(List.of(FilePath.of("/s/snapshots" + layer)), resolve(options).lowerdirs());
    }
  }

  @Test
  void aRecordThatIsNoDatabaseIsNone() throws IOException {
    node.with("/s/metadata.db", "no database".getBytes(ISO_8859_1));

    assertUnverified(
        () -> resolve("lowerdir=/tmp/ovl-idmapped1/fs,upperdir=/s/snapshots/1/fs,workdir=/w"));
  }

  /** Its layers' paths do not tell whether owners were mapped; the topmost layer's owner does. */
  @Test
  void relativeLayersOfAUserNamespaceAreMappedUnlessTheyHaveItsOwners() throws IOException {
    node.with(SNAPSHOTS + "/201/fs");

    assertEquals(MAPPED, mapped("cri-userns-layers120", RUNNING).lowerOwners());
    assertEquals(OwnerMap.IDENTITY, ofRecording("cri-userns-layers120", RUNNING).lowerOwners());
  }

  @Test
  void layersThatHaveTheContainersOwnersAreNotMapped() throws IOException {
    node.with(SNAPSHOTS + "/471/fs");
    Path top = node.real(SNAPSHOTS + "/471/fs");
    long own = ((Number) Files.getAttribute(top, "unix:uid")).longValue();
    IdMap ours = new IdMap(List.of(new IdMap.Range(0, own, 1)));

    assertEquals(
        OwnerMap.IDENTITY,
        resolve(recorded("containerd-chowned-layers120"), new OwnerMap(ours, ours)).lowerOwners());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cri-read-only", "containerd-erofs", "podman-rootless"})
  void absoluteLayersOfAUserNamespaceAreNotMapped(String recording) throws IOException {
    assertAllAbsolute(mapped(recording, ANYWHERE));
    assertEquals(OwnerMap.IDENTITY, mapped(recording, ANYWHERE).lowerOwners());
  }

  @Test
  void theUsersMarksAreHandedOn() throws IOException {
    assertEquals(true, ofRecording("podman-rootless", ANYWHERE).userXattr());
    assertEquals(false, ofRecording("podman-uidmap-links", ANYWHERE).userXattr());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "upperdir=/s/1/fs,workdir=/s/1/work,index=on | /s/1/work/index",
        "upperdir=1/diff,workdir=1/work,index=on     | /m/1/work/index",
        "upperdir=/s/1/fs,workdir=/s/1/work          | ",
        "upperdir=/s/1/fs,index=on                   | ",
      })
  void theIndexLiesInTheWorkdir(String options, String index) throws IOException {
    assertEquals(
        Optional.ofNullable(index).map(FilePath::of), resolve(options + ",lowerdir=/l").index());
  }

  @Test
  void anOverlayWithoutLayersIsNotVerified() {
    assertUnverified(() -> resolve("upperdir=/s/1/fs"));
    assertUnverified(() -> resolve("upperdir=/s/1/fs,lowerdir+="));
  }

  @Test
  void anOverlayWithoutAnUpperdirHasNothingToLookInto() {
    assertEquals(
        Reason.NOT_OVERLAY,
        assertThrows(CannotLookException.class, () -> resolve("lowerdir=/a:/b")).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"podman-layers37", "containerd-layers120", "escapes", "cri-userns"})
  @Timeout(60)
  void brokenPathsAreReadOrRefused(String recording) throws IOException {
    byte[] options = recorded(recording).options().getBytes(ISO_8859_1);
    try (HostRoot host = node.open()) {
      Mutations.feed(
          hostile -> LayerPaths.resolve(host, mount(new String(hostile, ISO_8859_1)), MAPPED),
          options,
          1,
          2_000);
    }
  }

  private static void assertUnverified(org.junit.jupiter.api.function.Executable resolving) {
    assertEquals(
        Reason.LAYERS_UNVERIFIED, assertThrows(CannotLookException.class, resolving).reason());
  }

  private static void assertAllAbsolute(OverlayMount overlay) {
    assertTrue(overlay.upperdir().isAbsolute(), overlay.toString());
    assertEquals(
        List.of(), overlay.lowerdirs().stream().filter(path -> !path.isAbsolute()).toList());
  }

  private static MountInfo recorded(String recording) throws CannotLookException {
    return MountInfo.parse(Recording.bytes("mountinfo/" + recording + ".txt")).get(0);
  }

  private OverlayMount ofRecording(String recording, String mountPoint) throws IOException {
    return resolve(at(recorded(recording), mountPoint), OwnerMap.IDENTITY);
  }

  private OverlayMount mapped(String recording, String mountPoint) throws IOException {
    return resolve(at(recorded(recording), mountPoint), MAPPED);
  }

  private OverlayMount resolve(String options) throws IOException {
    return resolve(mount(options), OwnerMap.IDENTITY);
  }

  private OverlayMount resolve(MountInfo mount, OwnerMap owners) throws IOException {
    try (HostRoot host = node.open()) {
      return LayerPaths.resolve(host, mount, owners);
    }
  }

  private static MountInfo mount(String options) throws CannotLookException {
    MountInfo any = recorded("podman-rootless");
    return new MountInfo(
        1, any.device(), any.root(), FilePath.of("/m/x/y"), false, "overlay", options);
  }

  private static MountInfo at(MountInfo mount, String mountPoint) {
    return new MountInfo(
        mount.id(),
        mount.device(),
        mount.root(),
        FilePath.of(mountPoint),
        mount.readOnly(),
        mount.type(),
        mount.options());
  }
}
