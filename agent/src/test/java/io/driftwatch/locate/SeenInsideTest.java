package io.driftwatch.locate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a process tells of the mounts in its container. */
final class SeenInsideTest {

  private static final FilePath HOSTS = FilePath.of("/etc/hosts");

  @Test
  void theRootIsTheRuntimesMount() throws CannotLookException {
    SeenInside seen = seen("");

    assertEquals(0, seen.root());
    assertFalse(seen.readOnly());
    assertTrue(seen.mountPoints().contains(HOSTS));
    assertFalse(seen.mountPoints().contains(FilePath.ROOT));
  }

  @Test
  void whatLiesOnTheRootIsAMountPointThere() throws CannotLookException {
    SeenInside seen = seen("900 77 0:99 / / ro - tmpfs none rw\n");

    assertEquals(0, seen.root());
    assertFalse(seen.readOnly());
    assertTrue(seen.mountPoints().contains(FilePath.ROOT));
  }

  /** A directory of the root that is mounted on it would show other files. */
  @Test
  void aPartOfTheRootIsNotTheRoot() throws CannotLookException {
    assertTrue(
        seen("900 77 0:39 /tmp / rw - overlay overlay rw\n").mountPoints().contains(FilePath.ROOT));
  }

  @Test
  void aProcessWithAnotherRootTellsNothing() throws CannotLookException {
    MountInfo runtimes = MountInfo.parse(Recording.bytes("mountinfo/docker.txt")).get(0);

    assertEquals(
        Optional.empty(),
        SeenInside.among(1, mounts("1 2 0:99 / / rw - tmpfs none rw\n"), runtimes));
    assertEquals(
        Optional.empty(),
        SeenInside.among(1, mounts("1 2 0:39 /tmp / rw - overlay overlay rw\n"), runtimes));
    assertEquals(Optional.empty(), SeenInside.among(1, mounts(""), runtimes));
  }

  private static SeenInside seen(String more) throws CannotLookException {
    String recorded = Recording.text("mountinfo/docker.txt");
    MountInfo runtimes = mounts(recorded).get(0);
    return SeenInside.among(1, mounts(recorded + more), runtimes).orElseThrow();
  }

  private static List<MountInfo> mounts(String text) throws CannotLookException {
    return MountInfo.parse(text.getBytes(ISO_8859_1));
  }
}
