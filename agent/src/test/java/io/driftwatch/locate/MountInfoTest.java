package io.driftwatch.locate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
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
  void readsTheMountsOfADockerContainerInTheirOrder() {
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
  void readsEveryField() {
    assertEquals(
        new MountInfo(
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
  void tellsAnOverlayWhateverTheRuntime(String recording, boolean expected) {
    assertEquals(expected, recorded(recording).get(0).isOverlay());
  }

  @Test
  void aBindMountOfADirectoryInAnOverlayIsNoRoot() {
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
  void isReadOnlyByTheMountNotByTheFileSystem(String mount, String fileSystem, boolean expected) {
    assertEquals(
        expected, parse("1 2 0:39 / / " + mount + " - overlay overlay " + fileSystem).readOnly());
  }

  @Test
  void aReadOnlyContainersRootIsReadOnlyAndHasAnUpperdirAllTheSame() {
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
  void passesOverAnyNumberOfOptionalFields(String optional) {
    assertEquals(
        new MountInfo(
            new DeviceNumber(0, 39), FilePath.ROOT, FilePath.of("/m"), false, "tmpfs", "rw"),
        parse("1 2 0:39 / /m rw " + optional + "- tmpfs none rw"));
  }

  @Test
  void anEmptySourceIsAFieldToo() {
    assertEquals("tmpfs rw", typeAndOptions(parse("1 2 0:39 / /m rw - tmpfs  rw")));
    assertEquals("tmpfs rw", typeAndOptions(parse("1 2 0:39 / /m rw - tmpfs - rw")));
  }

  private static String typeAndOptions(MountInfo mount) {
    return mount.type() + " " + mount.options();
  }

  @Test
  void undoesEscapesOfPathsAndLeavesThoseOfOptions() {
    MountInfo mount = parse("1 2 0:39 /a\\040b /c\\134d\\012 rw - overlay o lowerdir=/e\\040f");

    assertEquals(FilePath.of("/a b"), mount.root());
    assertEquals(FilePath.of("/c\\d\n"), mount.mountPoint());
    assertEquals("lowerdir=/e\\040f", mount.options());
  }

  @Test
  void aPathsBytesAreKept() {
    byte[] line =
        "1 2 0:39 / /\u00ff\u00e9\r rw - tmpfs none rw".getBytes(StandardCharsets.ISO_8859_1);

    assertArrayEquals(
        new byte[] {'/', (byte) 0xff, (byte) 0xe9, '\r'},
        MountInfo.parse(line).get(0).mountPoint().bytes());
  }

  @Test
  void thereMayBeNoMountsAndNoLastNewline() {
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
    assertThrows(IllegalArgumentException.class, () -> mounts(line));
  }

  static Stream<String> recordings() {
    return Stream.of("docker", "containerd-layers120", "podman-layers37", "escapes", "gvisor");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @Timeout(60)
  void brokenLinesAreReadOrRefused(String recording) {
    Mutations.feed(MountInfo::parse, Recording.bytes("mountinfo/" + recording + ".txt"), 1, 5_000);
  }

  private static List<MountInfo> recorded(String name) {
    return MountInfo.parse(Recording.bytes("mountinfo/" + name + ".txt"));
  }

  private static List<MountInfo> mounts(String text) {
    return MountInfo.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static MountInfo parse(String line) {
    List<MountInfo> mounts = mounts(line + "\n");
    assertEquals(1, mounts.size());
    return mounts.get(0);
  }
}
