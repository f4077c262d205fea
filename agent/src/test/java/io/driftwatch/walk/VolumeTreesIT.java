package io.driftwatch.walk;

import static io.driftwatch.testing.Scripts.perl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Volumes are walked like everything else that belongs to a container. */
final class VolumeTreesIT {

  private static final FilePath MOUNT_POINT = FilePath.of("/mnt/v");

  @Test
  void everyRegularFileIsHandedOverAndNothingElse() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "mkdir -p v/a/b; echo 1 >v/a/b/f; touch v/empty; ln -s /bin/sh v/link");
          sh(folder, "mkfifo v/fifo; mknod v/null c 1 3; mknod v/whiteout c 0 0");
          sh(folder, "printf 2 >'v/new\nline'; setfattr -n trusted.overlay.opaque -v y v/a");

          Walked walked = inside(folder.resolve("v"), Budget.DEFAULT, Set.of());

          assertEquals(
              List.of("/mnt/v/a/b/f - f:1", "/mnt/v/empty - f:", "/mnt/v/new\\x0aline - f:2"),
              walked.entries());
          assertEquals(List.of(), walked.errors());
        });
  }

  /** A name can be of interest though the content was found to be none. */
  @Test
  void whatIsWantedForItsNameIsHandedOverThoughItIsKnownToBePlain() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "mkdir v; echo 1 >v/a.txt; echo 2 >v/b.php");
          Walked walked = new Walked();
          FileVisitor php =
              new FileVisitor() {
                @Override
                public boolean file(FilePath path, Entry file) throws CannotLookException {
                  walked.entry(path, null, file);
                  return true;
                }

                @Override
                public boolean wants(FilePath path) {
                  return path.toString().endsWith(".php");
                }

                @Override
                public void cannotLook(FilePath path, Reason reason) {
                  walked.cannotLook(path, reason);
                }
              };
          try (HostRoot host = HostRoot.open(FilePath.ROOT);
              Directory directory = host.openDirectory(FilePath.of(folder + "/v"))) {
            new VolumeTrees(Allowance.unlimited(), new AllPlain(), php)
                .walk(MOUNT_POINT, directory, Set.of());
          }

          assertEquals(List.of("/mnt/v/b.php - f:2"), walked.entries());
        });
  }

  /** Knows every file to be no program. */
  private static final class AllPlain implements FileMemory {

    @Override
    public FileFacts recall(FileStat stat) {
      return FileFacts.NONE;
    }

    @Override
    public void remember(FileStat stat, FileFacts facts) {}

    @Override
    public boolean isPlain(FileStat stat) {
      return true;
    }

    @Override
    public void rememberPlain(FileStat stat) {}

    @Override
    public boolean isForDigests() {
      return false;
    }
  }

  @Test
  void itStaysInTheVolume() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "mkdir -p v other/x; mount -t tmpfs none v; mkdir v/hidden v/m; touch v/f");
          sh(folder, "echo 1 >v/own; echo 2 >other/y; mount -t tmpfs none v/m; echo 3 >v/m/z");
          sh(folder, "mount --bind other/y v/f; mount --bind v/m v/hidden");

          List<String> expected = List.of("/mnt/v/own - f:1");
          Walked walked = inside(folder.resolve("v"), Budget.DEFAULT, Set.of());
          assertEquals(expected, walked.entries());
          assertEquals(List.of(), walked.errors());

          sh(folder, "umount v/f; umount v/hidden; echo 4 >v/hidden/q");
          Set<FilePath> mounted = Set.of(FilePath.of("/mnt/v/hidden"), FilePath.of("/mnt/v/f"));
          assertEquals(expected, inside(folder.resolve("v"), Budget.DEFAULT, mounted).entries());
        });
  }

  /** Nothing that a container mounts is seen there, so that it must be something else. */
  @Test
  void anotherFileSystemOnTheHostIsSaidNotToBeLookedAt() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "mkdir -p v/m; echo 1 >v/f; mount -t tmpfs none v/m; echo 2 >v/m/g");

          Walked walked = onHost(folder, "v");

          assertEquals(List.of("/mnt/v/f - f:1"), walked.entries());
          assertEquals(List.of("/mnt/v/m mount-not-visible"), walked.errors());
        });
  }

  @Test
  void aVolumeMayBeASingleFileAndIsNoLink() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "echo 1 >f; ln -s / link");

          assertEquals(List.of("/mnt/v - f:1"), onHost(folder, "f").entries());
          assertEquals(
              Reason.SWAPPED,
              assertThrows(CannotLookException.class, () -> onHost(folder, "link")).reason());
        });
  }

  @Test
  void aDeepTreeIsWalkedAsFarAsItMayBeDeep() throws Exception {
    PrivateMounts.run(
        folder -> {
          RealParts.command("perl");
          String name = "d".repeat(200);
          sh(folder, "mkdir v");
          perl("for (1..400) { mkdir '"
                  + name
                  + "'; chdir '"
                  + name
                  + "' } mkdir 'd'; open F, '>f'")
              .in(folder.resolve("v"));

          Walked whole = inside(folder.resolve("v"), Budget.DEFAULT, Set.of());
          assertEquals(1, whole.entries().size());
          assertEquals(List.of(), whole.errors());

          Walked half = inside(folder.resolve("v"), Walked.budget(1_000, 200, 1 << 20), Set.of());
          assertEquals(List.of(), half.entries());
          assertTrue(half.errors().get(0).endsWith(" budget-depth"), half.errors()::toString);
        });
  }

  /** Volumes share a budget, and it ends the look. */
  @Test
  void aHundredAndFiftyThousandFilesAreWalkedOrSaidToBeTooMany() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "mkdir v; cd v; seq 150000 | xargs touch");

          Walked whole = inside(folder.resolve("v"), Budget.DEFAULT, Set.of());
          assertEquals(150_000, whole.entries().size());

          Walked part = new Walked();
          VolumeTrees trees = trees(Walked.budget(100_000, 64, 1 << 20), handedTo(part));
          try (HostRoot host = HostRoot.open(FilePath.ROOT);
              Directory volume = host.openDirectory(FilePath.of(folder.resolve("v").toString()))) {
            trees.walk(FilePath.of("/a"), volume, Set.of());
            trees.walk(FilePath.of("/b"), volume, Set.of());
          }
          assertTrue(part.entries().size() < 105_000, () -> "" + part.entries().size());
          assertEquals(List.of("/a budget-entries", "/b budget-entries"), part.errors());
        });
  }

  @Test
  void aFileThatIsSwappedForALinkWhileItIsReadIsNotFollowed() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh(folder, "mkdir v; echo 1 >v/f; echo secret >s");
          Path file = folder.resolve("v/f");
          Walked walked = new Walked();
          Handed walk = new Handed(walked, () -> swap(file, folder.resolve("s")));
          walk(folder.resolve("v"), Budget.DEFAULT, Set.of(), walk);

          // It was held when it was looked at, whatever lies under its name now.
          assertEquals(List.of("/mnt/v/f - f:1"), walked.entries());
          assertEquals(List.of(), walked.errors());
        });
  }

  private static void swap(Path file, Path target) {
    try {
      Files.deleteIfExists(file);
      Files.createSymbolicLink(file, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sh(Path folder, String script) throws Exception {
    Commands.run("sh", "-c", "cd " + folder + " && " + script);
  }

  private static Walked inside(Path volume, Budget budget, Set<FilePath> mountedOn)
      throws Exception {
    Walked walked = new Walked();
    walk(volume, budget, mountedOn, handedTo(walked));
    return walked;
  }

  private static void walk(Path volume, Budget budget, Set<FilePath> mountedOn, FileVisitor visitor)
      throws Exception {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Directory directory = host.openDirectory(FilePath.of(volume.toString()))) {
      trees(budget, visitor).walk(MOUNT_POINT, directory, mountedOn);
    }
  }

  private static Walked onHost(Path folder, String name) throws CannotLookException {
    Walked walked = new Walked();
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Directory parent = host.openDirectory(FilePath.of(folder.toString()))) {
      trees(Budget.DEFAULT, handedTo(walked)).walk(MOUNT_POINT, parent, FilePath.of(name).bytes());
    }
    return walked;
  }

  private static VolumeTrees trees(Budget budget, FileVisitor visitor) {
    return new VolumeTrees(Allowance.of(budget, Pace.FULL_SPEED), new HardLinks(), visitor);
  }

  private static Handed handedTo(Walked walked) {
    return new Handed(walked, () -> {});
  }

  /** Notes files down as what has no side of the image. */
  private record Handed(Walked walked, Runnable before) implements FileVisitor {

    @Override
    public boolean file(FilePath path, Entry file) throws CannotLookException {
      before.run();
      walked.entry(path, null, file);
      return true;
    }

    @Override
    public void cannotLook(FilePath path, Reason reason) {
      walked.cannotLook(path, reason);
    }
  }
}
