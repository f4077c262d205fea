package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.judge.Severity;
import io.driftwatch.memory.FindingMemory;
import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RestlessNames;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that gets another name all the time is found, or it is said that its directory could
 * not be looked at; and names that come and go as they do in any container say nothing.
 */
@Timeout(300)
final class MovingNamesIT {

  private static final int SCANS = Integer.getInteger("driftwatch.seeds", 2);

  private static final List<String> MODES =
      List.of(
          "rename",
          "swap",
          "copy",
          "directory",
          "swap-directories",
          "between",
          "hop",
          "telling",
          "linked");

  private static final List<Integer> MICROSECONDS = List.of(50, 1_000, 20_000);

  private static final List<String> MODES_AMONG =
      List.of("among", "among-directories", "among-copies", "among-links");

  private static final int MICROSECONDS_AMONG = 10_000;

  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4", "xfs"})
  void aProgramThatMovesAllTheTimeIsFoundOrSaidToMove(String fileSystem) throws Exception {
    on(
        fileSystem,
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir srv"));
          Path container = overlay.container();
          List<String> shares = new ArrayList<>();
          for (String mode : MODES) {
            for (int microseconds : MICROSECONDS) {
              String name = mode + "-" + microseconds;
              Path directory = Files.createDirectories(container.resolve("srv/" + name));
              perl("for (1..5000) { open F, '>', \"f$_\" or die }").in(directory);
              FindingMemory memory = new FindingMemory();
              int found = 0;
              try (RestlessNames names = RestlessNames.start(directory, mode, microseconds)) {
                for (int i = 0; i < SCANS; i++) {
                  found += scan(overlay, memory, "/srv/" + name) ? 1 : 0;
                }
                assertTrue(names.isAlive());
              }
              shares.add(name + " " + found + "/" + SCANS);
              Commands.run("rm", "-r", directory.toString());
            }
          }
          System.out.println("found on " + fileSystem + ": " + shares);
        });
  }

  /** It is made anew where files of the image were deleted, in turns. */
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4", "xfs"})
  void aProgramThatComesBackWhereTheImagesFilesWereIsFound(String fileSystem) throws Exception {
    on(
        fileSystem,
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir srv; touch srv/a srv/b"));
          Path directory = overlay.container().resolve("srv");
          perl("for (1..5000) { open F, '>', \"f$_\" or die }").in(directory);
          sh("rm a b").in(directory);
          try (RestlessNames names = RestlessNames.start(directory, "revive", 1_000)) {
            for (int i = 0; i < 5 * SCANS; i++) {
              ContainerReport report = Scanned.of(overlay.located()).report();
              assertTrue(
                  report.status() == Status.PARTIAL
                      || report.findings().stream().anyMatch(f -> f.change().isProgram()),
                  report.findings().size() + " findings, " + report.errors());
            }
            assertTrue(names.isAlive());
          }
        });
  }

  /** Most of them rest at any time, and have been looked at when the program comes to them. */
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4"})
  void aProgramThatMovesAmongManyDirectoriesIsFoundOrSaidToMove(String fileSystem)
      throws Exception {
    on(
        fileSystem,
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir srv"));
          Path container = overlay.container();
          List<String> shares = new ArrayList<>();
          for (String mode : MODES_AMONG) {
            Path directory = Files.createDirectories(container.resolve("srv/" + mode));
            FindingMemory memory = new FindingMemory();
            int found = 0;
            try (RestlessNames names = RestlessNames.start(directory, mode, MICROSECONDS_AMONG)) {
              for (int i = 0; i < 4 * SCANS; i++) {
                found += scan(overlay, memory, "/srv/" + mode) ? 1 : 0;
              }
              assertTrue(names.isAlive());
            }
            shares.add(mode + " " + found + "/" + 4 * SCANS);
            Commands.run("rm", "-r", directory.toString());
          }
          System.out.println("found on " + fileSystem + ": " + shares);
        });
  }

  /** A thousand files a second are made, replaced and deleted in four thousand directories. */
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4"})
  void aBusyCacheIsNotInFluxAndAProgramInItIsFound(String fileSystem) throws Exception {
    on(
        fileSystem,
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir srv"));
          Path directory = Files.createDirectories(overlay.container().resolve("srv/cache"));
          int scanned = 0;
          try (RestlessNames names = RestlessNames.start(directory, "cache", 900)) {
            for (int i = 0; i < 2 * SCANS; i++) {
              ContainerReport report = Scanned.of(overlay.located()).report();
              scanned += report.status() == Status.SCANNED ? 1 : 0;
              assertTrue(
                  report.findings().stream()
                      .anyMatch(f -> f.change().path().toString().endsWith("/07/11/rests/p")));
            }
            assertTrue(names.isAlive());
          }
          System.out.println("scanned on " + fileSystem + ": " + scanned + "/" + 2 * SCANS);
          assertTrue(scanned >= 2 * SCANS - 1, scanned + " of " + 2 * SCANS);
        });
  }

  /** Whether the program was found; else its directory is said to be in flux. */
  private static boolean scan(TestOverlay overlay, FindingMemory memory, String directory)
      throws IOException {
    memory.begin("rules");
    ContainerReport report = Scanned.of(overlay.located()).report();
    List<String> programs =
        report.findings().stream()
            .filter(finding -> finding.severity() == Severity.CRITICAL)
            .map(finding -> finding.change().path().toString())
            .toList();
    report.findings().forEach(memory::found);
    Changes changes = memory.take(report, Instant.now());
    if (programs.isEmpty()) {
      assertEquals(List.of(), changes.resolved());
      List<String> errors =
          report.errors().stream().map(e -> e.path() + " " + e.reason().id()).toList();
      assertEquals(Status.PARTIAL, report.status(), directory);
      assertTrue(errors.stream().anyMatch(e -> e.startsWith(directory)), errors.toString());
    }
    return !programs.isEmpty();
  }

  /** An hour's worth of temporary files, and what else has names that come and go. */
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4", "xfs"})
  void namesThatComeAndGoAsInAnyContainerSayNothing(String fileSystem) throws Exception {
    on(
        fileSystem,
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir tmp log"));
          Path container = overlay.container();
          sh("mkdir -p mail/tmp mail/new mail/cur build; echo 0 >log/app.log; touch last")
              .in(container);
          perl("for (1..2000) { open F, '>', \"tmp/f$_\" or die }").in(container);
          Churn churn = new Churn(container);
          Thread thread = new Thread(churn);
          thread.start();
          int scans = 0;
          try {
            while (thread.isAlive()) {
              ContainerReport report = Scanned.of(overlay.located()).report();
              assertEquals(
                  List.of(),
                  report.errors().stream().map(e -> e.path() + " " + e.reason().id()).toList());
              assertEquals(Status.SCANNED, report.status());
              scans++;
            }
          } finally {
            churn.stop.set(true);
            thread.join();
          }
          System.out.println("scans on " + fileSystem + " beside 4 * 3,600 changes: " + scans);
          assertEquals(Churn.CYCLES, churn.cycle);
        });
  }

  /** What a shell, a log, a mail server and a compiler do, about three hundred times a second. */
  private static final class Churn implements Runnable {

    static final int CYCLES = 3_600;

    final AtomicBoolean stop = new AtomicBoolean();
    private int cycle;
    private final Path root;

    Churn(Path root) {
      this.root = root;
    }

    @Override
    public void run() {
      try {
        for (cycle = 0; cycle < CYCLES && !stop.get(); cycle++) {
          temporary();
          log();
          mail();
          compile();
          Thread.sleep(1);
        }
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private void temporary() throws IOException {
      Path file = Files.createTempFile(root.resolve("tmp"), "tmp", "");
      Files.writeString(file, "a while\n");
      Files.delete(file);
    }

    private void log() throws IOException {
      Path log = root.resolve("log/app.log");
      Files.writeString(log, "a line\n", StandardOpenOption.APPEND);
      if (cycle % 10 == 0) {
        for (int i = 4; i > 0; i--) {
          move("log/app.log." + i, "log/app.log." + (i + 1));
        }
        move("log/app.log", "log/app.log.1");
        Files.writeString(log, "first\n");
      }
    }

    private void mail() throws IOException {
      Files.writeString(root.resolve("mail/tmp/" + cycle), "Subject: x\n");
      move("mail/tmp/" + cycle, "mail/new/" + cycle);
      move("mail/new/" + (cycle - 20), "mail/cur/" + (cycle - 20) + ":2,S");
      Files.deleteIfExists(root.resolve("mail/cur/" + (cycle - 60) + ":2,S"));
    }

    private void compile() throws IOException {
      Files.writeString(root.resolve("build/x.tmp"), "object\n");
      move("build/x.tmp", "build/" + cycle % 50 + ".o");
      Files.writeString(root.resolve("build/deps"), "x: y\n");
      if (cycle % 100 == 0) {
        move("build", "build.old");
        Files.createDirectory(root.resolve("build"));
        Commands.run("rm", "-r", root.resolve("build.old").toString());
      }
    }

    private void move(String from, String to) throws IOException {
      if (Files.exists(root.resolve(from))) {
        Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void on(String fileSystem, PrivateMounts.Body body) throws Exception {
    PrivateMounts.run(
        folder -> {
          if (fileSystem.equals("tmpfs")) {
            body.run(folder);
            return;
          }
          RealParts.command("mkfs." + fileSystem);
          Path mounted = Files.createDirectory(folder.resolve("mounted"));
          sh("truncate -s 400M image; mkfs."
                  + fileSystem
                  + " -q image; mount -o loop image mounted")
              .in(folder);
          try {
            body.run(mounted);
          } finally {
            Commands.run("umount", "--lazy", mounted.toString());
          }
        });
  }
}
