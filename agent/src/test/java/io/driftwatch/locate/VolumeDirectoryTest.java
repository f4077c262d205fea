package io.driftwatch.locate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a mount point, through what this process sees. */
final class VolumeDirectoryTest {

  private static final int SELF = (int) ProcessHandle.current().pid();

  @TempDir private Path folder;

  /**
   * A server that need never answer can be the container's own; a host's network storage is not.
   */
  @Test
  void noFileSystemOfTheContainersIsEnteredThatHasAServer() throws Exception {
    Path way = Files.createDirectories(folder.toRealPath().resolve("way"));
    List<MountInfo> mounts = new ArrayList<>();
    for (Path at = way; at != null; at = at.getParent()) {
      mounts.add(0, mount(deviceOf(at), at, at.equals(way) ? "fuse.own" : "ext4"));
    }
    MountInfo tmpfs = mount("0:99999", way.resolve("tmpfs"), "tmpfs");
    mounts.add(tmpfs);
    DeviceNumber served = mounts.get(mounts.size() - 2).device();

    assertEquals(
        Reason.MOUNT_NOT_VISIBLE,
        assertThrows(CannotLookException.class, () -> go(mounts, Set.of(served), tmpfs)).reason());
    go(mounts, Set.of(), tmpfs);
  }

  private static void go(List<MountInfo> mounts, Set<DeviceNumber> onlyInside, MountInfo mount)
      throws CannotLookException {
    MountsInside inside = new MountsInside(SELF, mounts.get(0), mounts, onlyInside);
    try (HostRoot host = HostRoot.open(FilePath.ROOT)) {
      VolumeDirectory.parentOf(host, inside, mount).close();
    }
  }

  private static String deviceOf(Path path) throws IOException {
    long device = (long) Files.getAttribute(path, "unix:dev");
    return ((device >>> 8) & 0xfff) + ":" + ((device & 0xff) | ((device >>> 12) & 0xfff00));
  }

  private static MountInfo mount(String device, Path point, String type)
      throws CannotLookException {
    String line = "1 2 " + device + " / " + point + " rw - " + type + " none rw\n";
    return MountInfo.parse(line.getBytes(ISO_8859_1)).get(0);
  }
}
