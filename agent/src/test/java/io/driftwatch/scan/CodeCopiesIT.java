package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.FilePath;
import io.driftwatch.image.CodeOfImages;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Policy;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Locator;
import io.driftwatch.locate.MountsSeen;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.testing.TestOverlay.Feature;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileCache;
import io.driftwatch.walk.FileMemory;
import io.driftwatch.walk.HardLinks;
import io.driftwatch.walk.NamedFiles;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that installs itself is no break-in, and nothing else passes for one. */
final class CodeCopiesIT {

  private static final int PAGES = 3_000;
  private static final int TEMPLATES = 300;
  private static final String SHELL = "<?php system($_GET['c']);";

  private final CodeOfImages images = new CodeOfImages();

  /** As the entrypoint of WordPress does it, with what a template engine compiles. */
  @Test
  void anApplicationThatInstallsItself() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(CodeCopiesIT::application);
          Path root = overlay.container();
          copy(root, "usr/src/app/.", "var/www/html");
          Path cache = Files.createDirectories(root.resolve("var/www/html/templates_c"));
          for (int i = 0; i < TEMPLATES; i++) {
            Files.writeString(cache.resolve("a" + i + ".tpl.php"), "<?php /* " + i + " */");
          }
          Scanned scanned = scan(overlay, new HardLinks());

          assertEquals(List.of(), atLeast(scanned, Severity.CRITICAL));
          assertEquals(
              Map.of("copied-from-image", (long) PAGES, "template-cache", (long) TEMPLATES),
              rules(scanned));
        });
  }

  @Test
  void whatIsNoCopyIsAWebShell() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(CodeCopiesIT::application);
          Path root = overlay.container();
          copy(root, "usr/src/app/.", "var/www/html");
          Path www = root.resolve("var/www/html");
          Files.writeString(www.resolve("shell.php"), SHELL);
          Files.writeString(www.resolve("d1/page1.php"), page(1).replace("page", "evil"));
          Files.writeString(www.resolve("d2/page2.php"), page(2) + "?");
          Files.move(www.resolve("d3/page3.php"), www.resolve("d3/other.php"));
          Files.writeString(www.resolve("d4/page4.php"), page(5));
          Files.createSymbolicLink(www.resolve("link.php"), Path.of("/usr/src/app/d1/page1.php"));
          // The image's own file, overwritten, is no copy of what it was.
          Files.writeString(root.resolve("usr/src/app/d6/page6.php"), page(6) + SHELL);
          Files.writeString(www.resolve("d7/page6.php"), page(6) + SHELL);

          assertEquals(
              List.of(
                  "/usr/src/app/d6/page6.php",
                  "/var/www/html/d1/page1.php",
                  "/var/www/html/d2/page2.php",
                  "/var/www/html/d3/other.php",
                  "/var/www/html/d4/page4.php",
                  "/var/www/html/d7/page6.php",
                  "/var/www/html/link.php",
                  "/var/www/html/shell.php"),
              atLeast(scan(overlay, new HardLinks()), Severity.CRITICAL));
        });
  }

  /** What a layer of the image has, and another one hides, is not the image's. */
  @Test
  void whatTheImageHidesIsNotItsOwn() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder)
                  .layer(CodeCopiesIT::application)
                  .layer(root -> write(root, "opt/gone/gone.php", SHELL))
                  .layer(root -> write(root, "opt/over/over.php", SHELL))
                  .layer(root -> Commands.run("rm", "-r", root.resolve("opt/gone").toString()))
                  .layer(root -> write(root, "opt/over/over.php", page(0)));
          Path root = overlay.container();
          write(root, "srv/gone.php", SHELL);
          write(root, "srv/over.php", SHELL);
          write(root, "srv/a/over.php", page(0));

          assertEquals(
              List.of("/srv/gone.php", "/srv/over.php"),
              atLeast(scan(overlay, new HardLinks()), Severity.CRITICAL));
        });
  }

  /** Over the image's own page lies another of its pages: nobody installs like that. */
  @Test
  void anotherOfItsPagesOverOneOfTheImage() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder)
                  .layer(root -> write(root, "srv/a/login.php", "<?php real();"))
                  .layer(root -> write(root, "srv/b/login.php", "<?php open();"));
          Path root = overlay.container();
          write(root, "srv/a/login.php", "<?php open();");
          Finding finding = scan(overlay, new HardLinks()).report().findings().get(0);

          assertEquals("copied-over-image", finding.rule());
          assertEquals(Severity.WARNING, finding.severity());
        });
  }

  /** As useradd makes a home. */
  @Test
  void aHomeThatIsMadeOfTheImages() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder)
                  .layer(root -> write(root, "etc/skel/.bashrc", "umask 022"))
                  .layer(root -> write(root, "etc/skel/.profile", "umask 022"));
          Path root = overlay.container();
          write(root, "home/a/.bashrc", "umask 022");
          write(root, "home/b/.bashrc", "umask 000");
          write(root, "home/b/.bash_logout", "umask 022");

          assertEquals(
              List.of("/home/b/.bash_logout", "/home/b/.bashrc"),
              atLeast(scan(overlay, new HardLinks()), Severity.CRITICAL));
          assertEquals(
              Map.of("shell-start-from-image", 1L, "user-shell-start", 2L),
              rules(scan(overlay, new HardLinks())));
        });
  }

  @Test
  void aCopyThatGainsAnythingIsNone() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder).layer(root -> write(root, "usr/lib/a.cgi", "#!/bin/sh\n"));
          Path root = overlay.container();
          write(root, "srv/a.cgi", "#!/bin/sh\n");
          write(root, "srv/set/a.cgi", "#!/bin/sh\n");
          Commands.run("chmod", "4755", root.resolve("srv/set/a.cgi").toString());

          assertEquals(
              List.of("/srv/set/a.cgi"),
              atLeast(scan(overlay, new HardLinks()), Severity.CRITICAL));
        });
  }

  /** However the kernel copies, links or moves what the image has. */
  @ParameterizedTest
  @EnumSource
  void anApplicationThatIsMoved(Feature feature) throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder, feature).layer(CodeCopiesIT::application);
          Path root = overlay.container();
          Commands.run(
              "mv", root.resolve("usr/src/app").toString(), root.resolve("srv").toString());
          Scanned scanned = scan(overlay, new HardLinks());
          Set<String> added =
              scanned.report().findings().stream()
                  .filter(finding -> finding.traits().contains(Trait.COPY_OF_IMAGE))
                  .map(Finding::rule)
                  .collect(Collectors.toCollection(TreeSet::new));

          assertEquals(List.of(), atLeast(scanned, Severity.CRITICAL));
          assertEquals(Set.of("copied-from-image"), added);
        });
  }

  /** Where there is no time to look through the image, nothing is believed to be a copy. */
  @Test
  void whatCannotBeToldStaysCritical() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder).layer(root -> write(root, "usr/src/a.php", SHELL));
          Path root = overlay.container();
          write(root, "srv/a.php", SHELL);

          assertEquals(
              List.of("/srv/a.php"),
              atLeast(scan(overlay, budget(10, Duration.ofMinutes(1))), Severity.CRITICAL));
        });
  }

  /** What takes long is the walk of the image, which begins when half of the time is over. */
  @Test
  void aLookEndsInItsTimeHoweverLargeTheImageIs() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              new TestOverlay(folder).layer(sh("for i in $(seq 500); do mkdir -p usr/$i; done"));
          write(overlay.container(), "srv/a.php", SHELL);
          Duration time = Duration.ofSeconds(2);
          long begun = System.nanoTime();
          scan(overlay, slowLook(budget(1 << 20, time), time.dividedBy(2)));

          assertTrue(System.nanoTime() - begun < time.multipliedBy(4).dividedBy(3).toNanos());
        });
  }

  private static ScanRequest slowLook(Budget budget, Duration first) {
    ScanRequest request = Scanned.request(budget, new HardLinks());
    return new ScanRequest(
        request.startedAt(),
        request.policy(),
        budget,
        request.memory(),
        new SlowPace(first),
        request.volumes(),
        request.limits(),
        request.listener());
  }

  /** Waits at each directory, and longest at the first. */
  private static final class SlowPace implements Pace {

    private long millis;

    SlowPace(Duration first) {
      this.millis = first.toMillis();
    }

    @Override
    public void visited(int entries) {
      LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
      millis = 10;
    }

    @Override
    public void reads(long bytes) {}

    @Override
    public boolean isOver() {
      return false;
    }
  }

  private static Budget budget(long bytes, Duration time) {
    Budget budget = Budget.DEFAULT;
    return new Budget(
        budget.entries(), budget.depth(), budget.pathBytes(), budget.waitingBytes(), bytes, time);
  }

  /** The agent comes by again: what it read is not read again, and what changed is seen. */
  @Test
  void theNextLookKnowsAndIsNotFooled() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(CodeCopiesIT::application);
          Path root = overlay.container();
          copy(root, "usr/src/app/.", "var/www/html");
          FileCache cache = new FileCache(64L << 20);
          Instant later = Instant.now().plusSeconds(3_600);
          for (int i = 0; i < 2; i++) {
            Scanned scanned = scan(overlay, cache.ofPass(later, () -> file -> false));
            assertEquals(Map.of("copied-from-image", (long) PAGES), rules(scanned));
          }
          // The same size; the kernel's time of the change tells.
          Files.writeString(
              root.resolve("var/www/html/d1/page1.php"), page(1).replace("page", "evil"));

          assertEquals(
              List.of("/var/www/html/d1/page1.php"),
              atLeast(scan(overlay, cache.ofPass(later, () -> file -> false)), Severity.CRITICAL));
        });
  }

  /** Docker gives each container a layer of its own, which none of the image's files are in. */
  @Test
  void whatDockerMadeForOneContainerIsNotTheImages() throws Exception {
    PrivateMounts.run(
        folder -> {
          for (String id : List.of("1", "2")) {
            Files.createDirectories(folder.resolve(id + "/diff"));
            write(folder.resolve(id + "-init/diff"), "etc/own.php", "<?php own" + id);
            write(folder.resolve(id + "/diff"), "srv/own.php", "<?php own" + id);
            write(folder.resolve(id + "/diff"), "srv/a.php", "<?php of image");
          }
          write(folder.resolve("image"), "usr/a.php", "<?php of image");

          for (String id : List.of("1", "2", "1")) {
            Scanned scanned =
                Scanned.of(
                    ofDocker(folder, id),
                    Scanned.request(Budget.DEFAULT, new HardLinks()),
                    Scanned.container(),
                    images);
            assertEquals(List.of("/srv/own.php"), atLeast(scanned, Severity.CRITICAL));
          }
          assertSame(read(ofDocker(folder, "1")), read(ofDocker(folder, "2")));
        });
  }

  private static OverlayMount ofDocker(Path folder, String id) {
    return OverlayMount.plain(
        FilePath.of(folder + "/" + id + "/diff"),
        List.of(FilePath.of(folder + "/" + id + "-init/diff"), FilePath.of(folder + "/image")));
  }

  private NamedFiles read(OverlayMount overlay) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        OverlayTree tree = OverlayTree.open(host, overlay)) {
      return images.of(
          tree, Policy.shipped().code(), Allowance.of(Budget.DEFAULT, Pace.FULL_SPEED));
    }
  }

  @Test
  @Tag("runtime")
  @Timeout(300)
  void containersOfOneImageShareWhatIsReadOfIt() throws Exception {
    try (Runtimes runtimes = Runtimes.start("docker")) {
      Started one = runtimes.run("docker", "one", "busybox", List.of());
      Started other = runtimes.run("docker", "other", "busybox", List.of());
      try {
        assertNotEquals(overlay(one).lowerdirs(), overlay(other).lowerdirs());
        assertSame(read(overlay(one)), read(overlay(other)));
      } finally {
        runtimes.remove(one);
        runtimes.remove(other);
      }
    }
  }

  private static OverlayMount overlay(Started started) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Discovery discovery = Discovery.ofRuntimes(host)) {
      RunningContainer found =
          discovery.containers().stream()
              .filter(c -> c.container().id().equals(started.id()))
              .findFirst()
              .orElseThrow();
      return Locator.locate(host, found, new MountsSeen()).overlay();
    }
  }

  private Scanned scan(TestOverlay overlay, FileMemory memory) throws IOException {
    return scan(overlay, Scanned.request(Budget.DEFAULT, memory));
  }

  private Scanned scan(TestOverlay overlay, Budget budget) throws IOException {
    return scan(overlay, Scanned.request(budget, new HardLinks()));
  }

  private Scanned scan(TestOverlay overlay, ScanRequest request) throws IOException {
    return Scanned.of(overlay.located(), request, Scanned.container(), images);
  }

  private static List<String> atLeast(Scanned scanned, Severity severity) {
    return scanned.report().findings().stream()
        .filter(finding -> finding.severity().isAtLeast(severity))
        .map(finding -> finding.change().path().toString())
        .sorted()
        .toList();
  }

  /** How many files each rule took; directories are left out. */
  private static Map<String, Long> rules(Scanned scanned) {
    return scanned.report().findings().stream()
        .map(Finding::rule)
        .filter(rule -> !rule.equals("file-added"))
        .collect(Collectors.groupingBy(rule -> rule, Collectors.counting()));
  }

  private static void application(Path root) throws IOException {
    Path app = Files.createDirectories(root.resolve("usr/src/app"));
    Files.createDirectories(root.resolve("var/www/html"));
    Files.createDirectories(root.resolve("srv"));
    for (int i = 0; i < PAGES; i++) {
      Path page = app.resolve("d" + i % 10).resolve("page" + i + ".php");
      Files.createDirectories(page.getParent());
      Files.writeString(page, page(i));
    }
  }

  private static String page(int number) {
    return "<?php // page %06d".formatted(number);
  }

  private static void write(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void copy(Path root, String from, String to) throws IOException {
    Commands.run("cp", "-a", root.resolve(from).toString(), root.resolve(to).toString());
  }
}
