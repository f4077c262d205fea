package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.judge.Severity;
import io.driftwatch.memory.FindingMemory;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that gets another name all the time is found, or it is said that its directory could
 * not be looked at; and names that come and go as they do in any container say nothing.
 */
@Timeout(300)
final class MovingNamesIT {

  private static final int SCANS = Integer.getInteger("driftwatch.seeds", 4);

  private static final List<String> MODES =
      List.of("rename", "swap", "copy", "directory", "swap-directories", "between");

  private static final List<Integer> MICROSECONDS = List.of(50, 1_000, 20_000);

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
              int found = 0;
              try (RestlessNames names = RestlessNames.start(directory, mode, microseconds)) {
                for (int i = 0; i < SCANS; i++) {
                  found += scan(overlay, "/srv/" + name) ? 1 : 0;
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

  /** Whether the program was found; else its directory is said to be in flux. */
  private static boolean scan(TestOverlay overlay, String directory) throws IOException {
    FindingMemory memory = new FindingMemory();
    memory.begin();
    ContainerReport report = Scanned.of(overlay.located()).report();
    List<String> programs =
        report.findings().stream()
            .filter(finding -> finding.severity() == Severity.CRITICAL)
            .map(finding -> finding.change().path().toString())
            .toList();
    assertEquals(programs.stream().distinct().toList(), programs);
    if (programs.isEmpty()) {
      List<String> errors =
          report.errors().stream().map(e -> e.path() + " " + e.reason().id()).toList();
      assertEquals(Status.PARTIAL, report.status(), directory);
      assertTrue(errors.stream().anyMatch(e -> e.startsWith(directory)), errors.toString());
    }
    return !programs.isEmpty();
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
