package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.judge.Finding;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.report.LookError;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A container that makes its tree so that a scan takes for ever, runs out of memory, or is blind.
 */
@Timeout(120)
final class HostileTreesIT {

  private static final int MIB = 1 << 20;

  /** The ctime of a file that its owner chmods all day never rests. */
  @Test
  void keepingAFileInFluxHidesNoChangeOfIt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("echo abc >f; echo abc >g"));
          Path container = overlay.container();
          sh("echo abd >f; echo x >>g; printf '#!/bin/sh' >h").in(container);
          AtomicBoolean stop = new AtomicBoolean();
          Thread restless = new Thread(() -> touch(container, stop, "f", "g", "h"));
          restless.start();
          try {
            for (int i = 0; i < 50; i++) {
              assertEquals(
                  List.of("added critical /h", "modified warning /f", "modified warning /g"),
                  Scanned.of(overlay.located()).findings());
            }
          } finally {
            stop.set(true);
            restless.join();
          }
        });
  }

  private static void touch(Path container, AtomicBoolean stop, String... names) {
    try {
      while (!stop.get()) {
        for (String name : names) {
          Files.setPosixFilePermissions(
              container.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes before, a comment behind, and a hole of gigabytes: Java runs them all. */
  @Test
  void anArchiveOfCodeIsFoundBehindWhatever() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir tmp"));
          Path tmp = overlay.container().resolve("tmp");
          byte[] jar = zip("", "a.txt", "org/x/Main.class");
          Files.write(tmp.resolve("jar"), jar);
          Files.write(tmp.resolve("picture.gif"), "GIF89a".repeat(20_000).getBytes(US_ASCII));
          Files.write(tmp.resolve("picture.gif"), jar, StandardOpenOption.APPEND);
          Files.write(tmp.resolve("comment"), "GIF89a".repeat(20_000).getBytes(US_ASCII));
          Files.write(
              tmp.resolve("comment"),
              zip("c".repeat(0xffff), "WEB-INF/web.xml"),
              StandardOpenOption.APPEND);
          sh("truncate -s 40G hole && cat jar >>hole; printf MZ >exe; truncate -s 60 exe;"
                  + " printf '\\200\\0\\0\\0' >>exe; truncate -s 128 exe; printf 'PE\\0\\0' >>exe")
              .in(tmp);
          Files.write(tmp.resolve("report.docx"), zip("", "[Content_Types].xml", "word/a.xml"));
          Files.write(tmp.resolve("pictures.zip"), zip("", "a.png", "b.png"));

          assertEquals(
              List.of(
                  "added critical /tmp/comment",
                  "added critical /tmp/exe",
                  "added critical /tmp/hole",
                  "added critical /tmp/jar",
                  "added critical /tmp/picture.gif",
                  "added info /tmp/pictures.zip",
                  "added info /tmp/report.docx"),
              Scanned.of(overlay.located()).findings());
        });
  }

  private static byte[] zip(String comment, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment(comment);
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aThousandNamesOfOneProgramCostOneReading() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("true"));
          sh("truncate -s 64M p; chmod 755 p; for i in $(seq 999); do ln p $i; done")
              .in(overlay.container());
          Budget onceAndABit =
              new Budget(10_000, 10, 1_000, MIB, 130L * MIB, Duration.ofMinutes(1));
          List<Finding> findings = Scanned.of(overlay.located(), onceAndABit).report().findings();

          assertEquals(1_000, findings.size());
          for (Finding finding : findings) {
            assertTrue(
                finding.change().now().orElseThrow().digest().isPresent(),
                () -> finding.change().path() + " has no digest");
          }
        });
  }

  /** What is not known of the index is said, and the rest is looked at all the same. */
  @Test
  void moreHardLinksThanAnyImageHasAreABudget() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          sh("mkdir lower upper index; printf '#!/bin/sh' >upper/x; chmod 755 upper/x").in(folder);
          perl("for (1..100500) { open F, '>', sprintf('index/00fb1d0001%034d%024d', 0, $_) }")
              .in(folder);
          OverlayMount overlay =
              new OverlayMount(
                  path(folder, "upper"),
                  List.of(path(folder, "lower")),
                  Optional.of(path(folder, "index")),
                  false,
                  OwnerMap.IDENTITY);
          Scanned scanned = Scanned.of(overlay);

          assertEquals(List.of("/ budget-entries"), errors(scanned));
          assertEquals(List.of("added critical /x"), scanned.findings());
        });
  }

  /** A container that may mount can do so at thousands of paths, also where no layer has any. */
  @Test
  void thousandsOfMountPointsAreAskedForOnceInEachLayer() throws Exception {
    PrivateMounts.run(
        folder -> {
          sh("mkdir upper; for i in $(seq 120); do mkdir -p lower$i/usr/lib; done").in(folder);
          sh("for i in $(seq 2000); do mkdir lower120/usr/lib/$i; done").in(folder);
          List<FilePath> lowerdirs =
              IntStream.rangeClosed(1, 120).mapToObj(i -> path(folder, "lower" + i)).toList();
          OverlayMount overlay = OverlayMount.plain(path(folder, "upper"), lowerdirs);
          try (HostRoot host = HostRoot.open(FilePath.ROOT);
              OverlayTree tree = OverlayTree.open(host, overlay);
              Surface surface = tree.surface()) {
            long begun = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
              FilePath point = FilePath.of("/mnt/" + i + "/x");
              assertEquals(Optional.empty(), surface.statOf(point));
            }
            for (int i = 1; i <= 2_000; i++) {
              FilePath point = FilePath.of("/usr/lib/" + i);
              assertEquals(
                  Optional.of(FileType.DIRECTORY), surface.statOf(point).map(FileStat::type));
            }
            assertTrue(System.nanoTime() - begun < Duration.ofSeconds(15).toNanos());
          }
        });
  }

  private static FilePath path(Path folder, String name) {
    return FilePath.of(folder.resolve(name).toString());
  }

  @Test
  void programsToBeHashedLeaveBytesForVerdicts() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("echo abc >z"));
          sh("for i in $(seq 100); do printf '#!' >a$i; truncate -s 1M a$i; done; echo abd >z")
              .in(overlay.container());
          Budget fewBytes = new Budget(1_000, 10, 1_000, MIB, 8 * MIB, Duration.ofMinutes(1));
          Scanned scanned = Scanned.of(overlay.located(), fewBytes);

          assertEquals(List.of(), errors(scanned));
          assertTrue(scanned.findings().contains("modified warning /z"));
        });
  }

  @Test
  void whatDoesNotFitTheBudgetOfBytesIsSaidAndTheRestIsLookedAt() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder)
                  .layer(sh("head -c 9M /dev/zero >big; echo a >small; echo a >z"));
          sh("chmod 600 big; echo b >small; rm z; echo c >new").in(overlay.container());
          Budget fewBytes = new Budget(1_000, 10, 1_000, MIB, MIB, Duration.ofMinutes(1));
          Scanned scanned = Scanned.of(overlay.located(), fewBytes);

          List<String> findings = scanned.findings();
          List<String> errors = errors(scanned);
          assertTrue(
              findings.containsAll(List.of("added warning /new", "deleted warning /z")),
              findings.toString());
          assertTrue(errors.contains("/big budget-hashed-bytes"), errors.toString());
          // Nobody knows which of the two the walk comes by first.
          assertTrue(
              findings.contains("modified warning /small")
                  || errors.contains("/small budget-hashed-bytes"),
              findings + " " + errors);
        });
  }

  @Test
  void whenTheTimeIsOverTheScanEndsAndSaysSo() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("true"));
          sh("for i in 1 2 3; do mkdir $i; done").in(overlay.container());
          Budget noTime = new Budget(1_000, 10, 1_000, MIB, MIB, Duration.ZERO);

          assertEquals(List.of("/ budget-time"), errors(Scanned.of(overlay.located(), noTime)));
        });
  }

  @Test
  void aHundredThousandLevelsAreCutOffAndHideNothingElse() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir a z; echo a >z/f"));
          Path container = overlay.container();
          perl("chdir 'a'; for (1..100000) { mkdir 'd' or die $!; chdir 'd' or die $! }")
              .in(container);
          sh("rm z/f; echo >z/g").in(container);
          Scanned scanned = Scanned.of(overlay.located());

          assertEquals(List.of("budget-depth"), reasons(scanned));
          assertTrue(
              scanned
                  .findings()
                  .containsAll(List.of("added warning /z/g", "deleted warning /z/f")));
        });
  }

  @Test
  void attributesThatWouldFillTheMemoryAreToldApartAllTheSame() throws Exception {
    RealParts.command("setfattr");
    PrivateMounts.run(
        folder -> {
          String filled =
              "v=0s$(head -c 48000 /dev/zero | base64 -w0); touch f g;"
                  + " for i in $(seq 200); do setfattr -n user.$i -v $v f; done;"
                  + " setfattr -n user.a -v $v g";
          TestOverlay overlay = new TestOverlay(folder).layer(sh(filled));
          Path container = overlay.container();
          sh("v=0s$( (head -c 47999 /dev/zero; echo) | base64 -w0);"
                  + " setfattr -n user.77 -v $v f; touch g")
              .in(container);

          assertEquals(List.of("metadata warning /f"), Scanned.of(overlay.located()).findings());
          Finding finding = Scanned.of(overlay.located()).report().findings().get(0);
          assertTrue(finding.change().now().orElseThrow().attributes().weight() < MIB);
        });
  }

  /**
   * On these file systems there can be more attributes than any call lists, also at the root, where
   * anybody who may write there can put them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "xfs", "btrfs"})
  void attributesThatCannotBeListedHideNothing(String fileSystem) throws Exception {
    RealParts.command("setfattr");
    PrivateMounts.run(
        folder -> {
          Path disk = disk(folder, fileSystem);
          TestOverlay overlay =
              new TestOverlay(disk)
                  .layer(sh("mkdir same opaque; touch file plain same/below opaque/hidden"));
          Path container = overlay.container();
          String much =
              "much() { for i in $(seq 300); do"
                  + " setfattr -n user.$(printf %0240d $i) -v x \"$1\"; done; };";
          sh(much
                  + " rm -r opaque; mkdir opaque new; much .; much same; much opaque; much new;"
                  + " much file; echo '#!/bin/sh' >new/program; rm same/below; rm plain")
              .in(container);
          Scanned scanned = Scanned.of(overlay.located());

          assertEquals(
              List.of(
                  "added critical /new/program",
                  "added warning /new",
                  "deleted warning /opaque/hidden",
                  "deleted warning /plain",
                  "deleted warning /same/below",
                  "metadata warning /",
                  "metadata warning /file",
                  "metadata warning /opaque",
                  "metadata warning /same"),
              scanned.findings());
          assertEquals(
              Stream.of("/", "/file", "/new", "/opaque", "/same")
                  .map(path -> path + " attributes-unlisted")
                  .toList(),
              errors(scanned));
          assertTrue(scanned.report().sawAt(FilePath.of("/new/program")));
          assertFalse(scanned.report().sawAt(FilePath.of("/new")));
        });
  }

  private static Path disk(Path folder, String fileSystem) throws Exception {
    if (fileSystem.equals("tmpfs")) {
      return folder;
    }
    RealParts.command("mkfs." + fileSystem);
    sh("truncate -s 512M disk; mkfs.%s -q disk; mkdir mounted".formatted(fileSystem)).in(folder);
    Commands.Result mounted =
        Commands.attempt(
            new ProcessBuilder("mount", "-o", "loop", "disk", "mounted")
                .directory(folder.toFile()));
    RealParts.need(fileSystem, mounted.status() == 0, "mount says: " + mounted.errors().strip());
    return folder.resolve("mounted");
  }

  @Test
  void sparseFilesOfTebibytesAreNotRead() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder).layer(sh("truncate -s 1T same; truncate -s 1T other"));
          Path container = overlay.container();
          sh("truncate -s 2T new; chmod 600 same; chmod 600 other; printf x | dd of=other bs=1"
                  + " seek=500000000000 conv=notrunc status=none")
              .in(container);
          Budget fewBytes = new Budget(1_000, 10, 1_000, MIB, 16 * MIB, Duration.ofMinutes(1));
          Scanned scanned = Scanned.of(overlay.located(), fewBytes);

          assertEquals(
              List.of("added warning /new", "metadata warning /same", "modified warning /other"),
              scanned.findings());
          assertEquals(List.of(), errors(scanned));
        });
  }

  /** Ten thousand decoys in a hundred directories do not push the one that matters out. */
  @Test
  void decoysPushNothingOutThatMatters() throws Exception {
    RealParts.command("perl");
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder).layer(sh("mkdir usr etc; printf '#!/bin/sh' >usr/sudo"));
          Path container = overlay.container();
          perl("for $d (1..200) { mkdir $d; for (1..100) { open F, '>', \"$d/$_\";"
                  + " print F '#!/bin/sh'; chmod 0755, \"$d/$_\" } }")
              .in(container);
          sh("echo '#!/bin/s0' >usr/sudo; echo >etc/passwd").in(container);
          Scanned scanned = Scanned.of(overlay.located());

          assertEquals(20_200 + 2, scanned.report().counts().allChanges());
          assertTrue(
              scanned.changes().containsAll(List.of("modified /usr/sudo", "added /etc/passwd")));
        });
  }

  private static List<String> errors(Scanned scanned) {
    return scanned.report().errors().stream()
        .map(error -> error.path() + " " + error.reason().id())
        .sorted()
        .toList();
  }

  private static List<String> reasons(Scanned scanned) {
    return List.copyOf(
        new TreeSet<>(
            scanned.report().errors().stream()
                .map(LookError::reason)
                .map(reason -> reason.id())
                .toList()));
  }
}
