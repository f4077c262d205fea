package io.driftwatch.locate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of /proc/PID/mountinfo. */
final class MountInfoTest {

  @Test
  void readsTheMountsOfADockerContainerInTheirOrder() throws CannotLookException {
    assertEquals(
        List.of(
            "/",
            "/proc",
            "/dev",
            "/dev/pts",
            "/sys",
            "/sys/fs/cgroup",
            "/sys/fs/cgroup/cpu",
            "/dev/mqueue",
            "/dev/shm",
            "/etc/resolv.conf",
            "/etc/hosts",
            "/proc/sys",
            "/proc/acpi",
            "/proc/keys",
            "/sys/firmware"),
        recorded("docker").stream().map(mount -> mount.mountPoint().toString()).toList());
  }

  @Test
  void readsEveryField() throws CannotLookException {
    assertEquals(
        new MountInfo(
            423,
            new DeviceNumber(254, 0),
            FilePath.of(
                "/var/lib/docker/containers/"
                    + "63fd471dcc3238998f061c41ec9f69f7b8f0a0e80e6b0f7fc70dcc5fcbf98010/hosts"),
            FilePath.of("/etc/hosts"),
            false,
            "ext4",
            "rw,discard,resv_strict,resuid=65534,resgid=65534"),
        recorded("docker").get(10));
  }

  @ParameterizedTest
  @CsvSource({
    "docker,                true",
    "docker-layers120,      true",
    "containerd-layers40,   true",
    "containerd-layers120,  true",
    "podman-layers120,      true",
    "podman-layers37,       true",
    "podman-descriptors,    true",
    "podman-uidmap,         true",
    "podman-rootless,       true",
    "cri-read-only,         true",
    "cri-userns,            true",
    "containerd-erofs,      true",
    "escapes,               true",
    "lowerdir-plus,         true",
    "containerd-native,     false",
    "podman-fuse-overlayfs, false",
    "gvisor,                false",
  })
  void tellsAnOverlayWhateverTheRuntime(String recording, boolean expected)
      throws CannotLookException {
    assertEquals(expected, recorded(recording).get(0).isOverlay());
  }

  @Test
  void aBindMountOfADirectoryInAnOverlayIsNoRoot() throws CannotLookException {
    assertEquals(
        false,
        parse("1 2 0:39 /tmp /usr/games rw - overlay overlay rw,lowerdir=/a,upperdir=/b")
            .isOverlay());
  }

  @ParameterizedTest
  @CsvSource({
    "ro,                      rw,            true",
    "'ro,relatime',           rw,            true",
    "'nosuid,ro',             rw,            true",
    "'rw,relatime',           ro,            false",
    "rw,                      'ro,errors=ro', false",
    "'rw,errors=remount-ro',  rw,            false",
    "'rw,prot',               rw,            false",
  })
  void isReadOnlyByTheMountNotByTheFileSystem(String mount, String fileSystem, boolean expected)
      throws CannotLookException {
    assertEquals(
        expected, parse("1 2 0:39 / / " + mount + " - overlay overlay " + fileSystem).readOnly());
  }

  @ParameterizedTest
  @CsvSource({
    "proc,     true",
    "cgroup2,  true",
    "autofs,   true",
    "nfsd,     true",
    "resctrl,  true",
    "smackfs,  true",
    "efivarfs, false", // which keeps what it is given
    "devtmpfs, false",
    "tmpfs,    false",
  })
  void nobodyCanPutAFileIntoFileSystemsOfTheKernelsOwn(String type, boolean expected)
      throws CannotLookException {
    assertEquals(expected, parse("1 2 0:39 / /m rw - " + type + " none rw").isKernels());
  }

  @Test
  void aReadOnlyContainersRootIsReadOnlyAndHasAnUpperdirAllTheSame() throws CannotLookException {
    MountInfo root = recorded("cri-read-only").get(0);

    assertEquals(true, root.readOnly());
    assertEquals(false, recorded("docker").get(0).readOnly());
    assertEquals(
        "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/478/fs",
        OverlayOptions.parse(root.options()).upperdir().orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "master:4 ",
        "shared:5 ",
        "shared:1 master:2 propagate_from:3 ",
        "unbindable ",
        "new-kind:-:7 ",
      })
  void passesOverAnyNumberOfOptionalFields(String optional) throws CannotLookException {
    assertEquals(
        new MountInfo(
            1, new DeviceNumber(0, 39), FilePath.ROOT, FilePath.of("/m"), false, "tmpfs", "rw"),
        parse("1 2 0:39 / /m rw " + optional + "- tmpfs none rw"));
  }

  @Test
  void anEmptySourceIsAFieldToo() throws CannotLookException {
    assertEquals("tmpfs rw", typeAndOptions(parse("1 2 0:39 / /m rw - tmpfs  rw")));
    assertEquals("tmpfs rw", typeAndOptions(parse("1 2 0:39 / /m rw - tmpfs - rw")));
  }

  private static String typeAndOptions(MountInfo mount) {
    return mount.type() + " " + mount.options();
  }

  @Test
  void undoesEscapesOfPathsAndLeavesThoseOfOptions() throws CannotLookException {
    MountInfo mount = parse("1 2 0:39 /a\\040b /c\\134d\\012 rw - overlay o lowerdir=/e\\040f");

    assertEquals(FilePath.of("/a b"), mount.root());
    assertEquals(FilePath.of("/c\\d\n"), mount.mountPoint());
    assertEquals("lowerdir=/e\\040f", mount.options());
  }

  @Test
  void aPathsBytesAreKept() throws CannotLookException {
    byte[] line =
        "1 2 0:39 / /\u00ff\u00e9\r rw - tmpfs none rw".getBytes(StandardCharsets.ISO_8859_1);

    assertArrayEquals(
        new byte[] {'/', (byte) 0xff, (byte) 0xe9, '\r'},
        MountInfo.parse(line).get(0).mountPoint().bytes());
  }

  @Test
  void thereMayBeNoMountsAndNoLastNewline() throws CannotLookException {
    assertEquals(List.of(), MountInfo.parse(new byte[0]));
    assertEquals(2, mounts("1 2 0:3 / / rw - a b c\n1 2 0:3 / / rw - a b c").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1 2 0:39 / / rw",
        "1 2 0:39 / / rw -",
        "1 2 0:39 / / rw master:1 tmpfs none rw",
        "1 2 39 / / rw - tmpfs none rw",
        "1 2 0:x / / rw - tmpfs none rw",
        "1 2 0:99999999999 / / rw - tmpfs none rw",
        "- - - - - - - -",
      })
  void anotherLineIsRefused(String line) {
    assertEquals(
        Reason.STATE_INVALID, assertThrows(CannotLookException.class, () -> mounts(line)).reason());
  }

  static Stream<String> recordings() {
    return Stream.of(
        "docker",
        "containerd-erofs",
        "containerd-layers120",
        "cri-userns",
        "podman-layers37",
        "podman-fuse-overlayfs",
        "escapes",
        "escapes-upperdir",
        "lowerdir-plus",
        "gvisor");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @Timeout(60)
  void brokenLinesAreReadOrRefused(String recording) {
    Mutations.feed(MountInfo::parse, Recording.bytes("mountinfo/" + recording + ".txt"), 1, 5_000);
  }

  private static List<MountInfo> recorded(String name) throws CannotLookException {
    return MountInfo.parse(Recording.bytes("mountinfo/" + name + ".txt"));
  }

  private static List<MountInfo> mounts(String text) throws CannotLookException {
    return MountInfo.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static MountInfo parse(String line) throws CannotLookException {
    List<MountInfo> mounts = mounts(line + "\n");
    assertEquals(1, mounts.size());
    return mounts.get(0);
  }
}
