package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.perl;
import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.report.Writes;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.testing.TestOverlay.Feature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where containers wrote, in overlays that the kernel made. */
@Timeout(120)
final class WritesIT {

  /** An image in the manner of httpd's: files in places, and empty directories. */
  private static final TestOverlay.Work HTTPD =
      sh(
          "mkdir -p usr/bin usr/local/apache2/logs usr/local/apache2/conf tmp var/cache/empty etc/d"
              + "; printf '#!/bin/sh\\n' >usr/bin/tool; echo 1 >usr/local/apache2/conf/httpd.conf"
              + "; echo 1 >etc/d/a.conf; echo 1 >etc/d/b.conf; echo 1 >etc/passwd; touch .root");

  @Test
  void anEmptyDirectoryOfTheImageIsThePlace() throws Exception {
    assertPlaces(
        List.of("/usr/local/apache2/logs empty files=1 over=0 /usr/local/apache2/logs/httpd.pid"),
        sh("echo 7 >usr/local/apache2/logs/httpd.pid"));
  }

  @Test
  void theTopmostEmptyDirectoryIsThePlaceOfWhatLiesDeepInIt() throws Exception {
    assertPlaces(
        List.of("/var/cache/empty empty files=4 over=0 /var/cache/empty/l"),
        sh("mkdir -p var/cache/empty/x/y; echo >var/cache/empty/x/y/z; ln -s a var/cache/empty/l"));
  }

  @Test
  void theTopmostDirectoryThatTheImageLacksIsThePlace() throws Exception {
    assertPlaces(
        List.of(
            "/data new files=4 over=0 /data",
            "/usr/local/apache2/run new files=1 over=0 /usr/local/apache2/run"),
        sh("mkdir -p data/a/b usr/local/apache2/run; echo 1 >data/a/b/c"));
  }

  @Test
  void aFileBesideTheImagesIsInItsDirectory() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=1 over=0 image=8192 /etc/d/c.conf"),
        sh("echo 1 >etc/d/c.conf"));
  }

  @Test
  void changesOfTheImagesFilesAreCountedAsSuch() throws Exception {
    assertPlaces(
        List.of(
            "/etc/d shared files=2 over=2 image=8192 /etc/d/a.conf",
            "/usr/bin shared files=1 over=1 image-programs programs /usr/bin/tool"),
        sh("echo 2 >>etc/d/a.conf; rm etc/d/b.conf; chmod 0700 usr/bin/tool"));
  }

  @Test
  void whatIsTouchedWasWritten() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=1 over=1 image=8192 /etc/d/a.conf"), sh(": >>etc/d/a.conf"));
  }

  @Test
  void metadataOfADirectoryIsItsOwn() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=1 over=1 image=8192 /etc/d", "/tmp empty files=1 over=1 /tmp"),
        sh("chmod 0700 tmp etc/d"));
  }

  @Test
  void theRootIsAPlace() throws Exception {
    assertPlaces(
        List.of("/ shared files=2 over=1 image-programs /"), sh("echo 1 >new; chmod 0700 ."));
  }

  @Test
  void programsThatWereWrittenAreTold() throws Exception {
    assertPlaces(
        List.of("/tmp empty files=1 over=0 programs /tmp/x"), sh("printf '#!/bin/sh\\n' >tmp/x"));
  }

  @Test
  void whatWasWrittenAndIsGoneLeavesATrace() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=0 over=0 image=8192 /etc/d", "/tmp empty files=0 over=0 /tmp"),
        sh("echo 1 >tmp/x; rm tmp/x; mkdir etc/d/x; rmdir etc/d/x"));
  }

  /** As glibc's tmpfile(3) and Python's tempfile do it. */
  @Test
  void aFileThatNeverHadANameLeavesATrace() throws Exception {
    assertPlaces(
        List.of("/tmp empty files=0 over=0 /tmp"),
        perl(
            "use Fcntl; sysopen(F, 'tmp', 020200000 | O_RDWR, 0600) or die $!;"
                + " print F 'x' or die; close F"));
  }

  /** A read-only root refuses that, and what refuses to go on without is a start script. */
  @Test
  void whatIsSetToWhatItIsLeavesATrace() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=0 over=0 image=8192 /etc/d", "/tmp empty files=0 over=0 /tmp"),
        sh("chmod $(stat -c %a tmp) tmp; chown $(stat -c %u:%g etc/d) etc/d"));
  }

  @Test
  void whatPythonKeepsForItselfIsNoWrite() throws Exception {
    assertPlaces(
        List.of(),
        sh(
            "for d in usr etc etc/d; do mkdir $d/__pycache__;"
                + " echo >$d/__pycache__/a.cpython-311.pyc;"
                + " echo >$d/__pycache__/b.cpython-311.pyc.140; done"));
  }

  @Test
  void whatElseLiesWithPythonsBytecodeWasWritten() throws Exception {
    assertPlaces(
        List.of(
            "/etc/__pycache__ new files=1 over=0 programs /etc/__pycache__/a.pyc",
            "/etc/d/__pycache__ new files=1 over=0 /etc/d/__pycache__/a.txt"),
        sh(
            "mkdir etc/__pycache__ etc/d/__pycache__; echo 1 >etc/d/__pycache__/a.txt;"
                + " printf '#!/bin/sh\\n' >etc/__pycache__/a.pyc"));
  }

  @Test
  void aDirectoryOnTheWayToAWriteWasNotWrittenTo() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=1 over=1 image=8192 /etc/d/a.conf"),
        sh("sleep 0.02; chmod 0600 etc/d/a.conf"));
  }

  @Test
  void aDeletedDirectoryWasWrittenToFromOutside() throws Exception {
    assertPlaces(List.of("/etc shared files=3 over=3 image=12288 /etc/d"), sh("rm -r etc/d"));
  }

  @Test
  void aDirectoryThatWasMadeAnewWasWrittenToFromOutside() throws Exception {
    assertPlaces(
        List.of("/etc shared files=5 over=3 image=12288 /etc/d"),
        sh("rm -r etc/d; mkdir -p etc/d/sub; echo new >etc/d/c"));
    assertPlaces(
        List.of("/usr/local/apache2 shared files=2 over=1 image=4096 /usr/local/apache2/logs"),
        sh(
            "rmdir usr/local/apache2/logs; mkdir usr/local/apache2/logs"
                + "; echo 1 >usr/local/apache2/logs/pid"));
  }

  @Test
  void whatTookAFilesPlaceIsInItsDirectory() throws Exception {
    assertPlaces(
        List.of("/etc/d shared files=4 over=1 image=8192 /etc/d/a.conf"),
        sh(
            "rm etc/d/a.conf; mkdir -p etc/d/a.conf/b; echo 1 >etc/d/a.conf/b/c"
                + "; echo 1 >etc/d/a.conf/e"));
    assertPlaces(
        List.of("/etc shared files=3 over=3 image=12288 /etc/d"), sh("rm -r etc/d; echo 1 >etc/d"));
  }

  @Test
  void aDirectoryThatWasMovedIsNewWhereItIs() throws Exception {
    assertPlaces(
        Feature.REDIRECT_DIR,
        List.of(
            "/etc shared files=3 over=3 image=12288 /etc/d", "/moved new files=4 over=0 /moved"),
        sh("mv etc/d moved; echo 1 >moved/more"));
  }

  @Test
  void whatALayerTookAwayIsNotThere() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(HTTPD);
          overlay.layer(sh("rm -r etc/d; mkdir etc/d; rm usr/bin/tool"));
          sh("echo 1 >etc/d/x; echo 1 >usr/bin/y").in(overlay.container());

          assertEquals(
              "/etc/d empty files=1 over=0 /etc/d/x\n/usr/bin empty files=1 over=0 /usr/bin/y",
              text(overlay));
        });
  }

  @Test
  void hardLinksShareTheirBytes() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(HTTPD);
          sh("head -c 8192 /dev/zero >tmp/a; ln tmp/a tmp/b; mkdir new; ln tmp/a new/c; ln tmp/a new/d")
              .in(overlay.container());

          Writes writes = Scanned.of(overlay.located()).report().writes();

          assertEquals(
              List.of(4096L, 4096L), writes.places().stream().map(p -> p.bytes()).toList());
        });
  }

  @Test
  void aHundredThousandFilesAreOnePlace() throws Exception {
    assertPlaces(
        List.of("/tmp empty files=100000 over=0 /tmp/f1"),
        perl("for (1..100000) { open(F, '>', \"tmp/f$_\") or die; close F }"));
  }

  @Test
  void tenThousandDirectoriesAreThePlaceThatTheyAreIn() throws Exception {
    assertPlaces(
        List.of(
            "/ shared files=20000 over=0 image-programs /n1", "/tmp empty files=1 over=0 /tmp/x"),
        perl(
            "for (1..10000) { mkdir \"n$_\"; open(F, '>', \"n$_/f\"); close F }"
                + "open(F, '>', 'tmp/x'); close F"));
  }

  @Test
  void morePlacesThanAreKeptAreSaid() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder);
          overlay.layer(perl("mkdir \"d$_\" for 1..1000"));
          perl("for (1..1000) { open(F, '>', \"d$_/f\"); close F }").in(overlay.container());

          Writes writes = Scanned.of(overlay.located()).report().writes();

          assertEquals(64, writes.places().size());
          assertFalse(writes.complete());
        });
  }

  @Test
  void namesThatAreAsLongAsCanBeTakeNoRoomFromOthers() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(HTTPD);
          perl("mkdir 'tmp/a'; chdir 'tmp/a'; for (1..400) { mkdir 'n' x 200; chdir 'n' x 200 }"
                  + "open(F, '>', 'x') or die; close F")
              .in(overlay.container());
          sh("mkdir data").in(folder.resolve("upper.merged"));

          Writes writes = Scanned.of(overlay.located()).report().writes();

          assertEquals(List.of("/data", "/tmp"), directories(writes));
          assertTrue(writes.complete());
        });
  }

  private static List<String> directories(Writes writes) {
    return writes.places().stream().map(place -> place.directory().toString()).toList();
  }

  private static void assertPlaces(List<String> expected, TestOverlay.Work work) throws Exception {
    assertPlaces(Feature.PLAIN, expected, work);
  }

  private static void assertPlaces(Feature feature, List<String> expected, TestOverlay.Work work)
      throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, feature).layer(HTTPD);
          overlay.layer(sh(": >>.root"));
          Path container = overlay.container();
          work.in(container);

          assertEquals(String.join("\n", expected), text(overlay));
        });
  }

  private static String text(TestOverlay overlay) throws IOException {
    Writes writes = Scanned.of(overlay.located()).report().writes();
    assertTrue(writes.complete());
    return writes.places().stream()
        .map(
            place ->
                place.directory()
                    + " "
                    + place.ground().id()
                    + " files="
                    + place.files()
                    + " over="
                    + place.overImage()
                    + (place.imageBytes() > 0 && !place.imagePrograms()
                        ? " image=" + place.imageBytes()
                        : "")
                    + (place.imagePrograms() ? " image-programs" : "")
                    + (place.programs() ? " programs" : "")
                    + " "
                    + place.example())
        .collect(Collectors.joining("\n"));
  }
}
