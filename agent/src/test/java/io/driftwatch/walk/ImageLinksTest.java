package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a path of the container leads, by the links of the image. */
@Timeout(60)
final class ImageLinksTest {

  @TempDir private Path folder;
  private Path upper;
  private Path top;
  private Path bottom;

  @BeforeEach
  void makeLayers() throws IOException {
    upper = Files.createDirectory(folder.resolve("upper"));
    top = Files.createDirectory(folder.resolve("top"));
    bottom = Files.createDirectory(folder.resolve("bottom"));
  }

  /** JUnit would say of each link to somewhere on this machine that it does not follow it. */
  @AfterEach
  void removeLinks() throws IOException {
    Commands.run("rm", "-r", upper.toString(), top.toString(), bottom.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "/,                  /",
    "/run,               /run",
    "/run/secrets,       /run/secrets",
    "/nowhere/at/all,    /nowhere/at/all",
    "/file/below,        /file/below",
    "/var/run,           /run",
    "/var/run/secrets,   /run/secrets",
    "/var/run/a/b,       /run/a/b",
    "/var/lock,          /run/lock",
    "/var/far,           /usr/lib/x",
    "/chain,             /usr/lib",
    "/chain/x,           /usr/lib/x",
    "/up,                /etc/x",
    "/var/up/y,          /etc/x/y",
    "/dangling,          /not/there",
    "/dangling/x,        /not/there/x",
    "/over-a-link,       /usr/share",
    "/dots,              /usr/lib",
    "/trailing/x,        /usr/lib/x",
    "/back,              /usr",
    "/to-root/etc,       /etc",
    "/missing-in-between, /usr/lib",
  })
  void linksAreFollowedAsInTheContainer(String path, String expected) throws IOException {
    directories(bottom, "run", "var", "etc", "usr/lib", "usr/bin");
    Files.createFile(bottom.resolve("file"));
    link(bottom, "var/run", "/run");
    link(bottom, "var/lock", "../run/lock");
    link(bottom, "var/far", "../usr/./lib//x");
    link(bottom, "chain", "chain2");
    link(bottom, "chain2", "/chain3");
    link(bottom, "chain3", "usr/lib");
    link(bottom, "up", "../../../etc/x");
    link(bottom, "var/up", "../../../etc/x");
    link(bottom, "dangling", "not/there");
    link(bottom, "usr/bin/lib", "/usr/lib");
    link(bottom, "over-a-link", "usr/bin/lib/../share");
    link(bottom, "dots", "usr/bin/../lib");
    link(bottom, "trailing", "/usr/lib/");
    link(bottom, "back", "usr/lib/..");
    link(bottom, "to-root", "/");
    link(bottom, "missing-in-between", "usr/none/../lib");

    assertEquals(expected, resolved(path));
  }

  @Test
  void theTopmostLayerThatHasANameDecides() throws IOException {
    directories(bottom, "a", "b", "c");
    directories(top, "c");
    link(bottom, "l", "a");
    link(top, "l", "b");
    link(bottom, "c/l", "/a");
    link(bottom, "d", "a");
    directories(top, "d");

    assertEquals("/b/x", resolved("/l/x"));
    assertEquals("/a/x", resolved("/c/l/x"));
    assertEquals("/d/x", resolved("/d/x"));
  }

  @Test
  void linksOfTheContainerAreNotFollowed() throws IOException {
    directories(bottom, "a");
    link(upper, "a", "/etc");
    link(upper, "l", "/etc");

    assertEquals("/a/x", resolved("/a/x"));
    assertEquals("/l/x", resolved("/l/x"));
  }

  @Test
  void namesOfAnyBytesAreResolved() throws IOException {
    directories(bottom, "b\\s", "new\nline");
    link(bottom, "l", "new\nline/../b\\s");

    assertEquals("/b\\x5cs/x", resolved("/l/x"));
  }

  @Test
  void fortyLinksAreFollowed() throws IOException {
    directories(bottom, "d");
    link(bottom, "l1", "d");
    for (int i = 2; i <= 40; i++) {
      link(bottom, "l" + i, "l" + (i - 1));
    }

    assertEquals("/d/x", resolved("/l40/x"));
  }

  @Test
  void aLoopComesToAnEnd() throws IOException {
    link(bottom, "itself", "itself");
    link(bottom, "a", "b");
    link(bottom, "b", "/a");
    link(bottom, "grows", "grows/grows");

    for (String path : List.of("/itself", "/a", "/b/x", "/grows/x")) {
      assertTrue(resolved(path).startsWith("/"));
    }
  }

  @ParameterizedTest
  @CsvSource({"/d/itself", "/d/itself/x", "/d/l60/x"})
  void tooManyLinksLeadNowhere(String path) throws IOException {
    directories(bottom, "d", "e");
    link(bottom, "d/itself", "itself");
    link(bottom, "d/l1", "/e");
    for (int i = 2; i <= 60; i++) {
      link(bottom, "d/l" + i, "l" + (i - 1));
    }

    assertEquals(path, resolved(path));
  }

  /** Each step up begins at the root again, in each layer: 320,000 steps for this one link. */
  @Test
  @Timeout(5)
  void aLinkThatGoesFarDownAndUpAgainIsFollowedInTime() throws IOException {
    int depth = 800;
    directories(bottom, "d/".repeat(depth));
    directories(top, "d/".repeat(depth));
    link(bottom, "l", "d/".repeat(depth) + "../".repeat(depth) + "x");

    assertEquals("/x", resolved("/l"));
  }

  /** Beside a layer lies the host: other layers, and their neighbours. */
  @ParameterizedTest
  @CsvSource({
    "/absolute/data,  /out/data",
    "/inside/data,    /out/data",
    "/deep/data,      /out/data",
  })
  void noLinkLeadsOutOfTheLayers(String path, String expected) throws IOException {
    link(folder, "out", "/host-was-read");
    directories(bottom, "a/b");
    link(bottom, "absolute", "/../out");
    link(bottom, "inside", "a/../../out");
    link(bottom, "deep", "/a/b/../../../../../out");

    assertEquals(expected, resolved(path));
  }

  private String resolved(String path) throws IOException {
    OverlayMount overlay = OverlayMount.plain(path(upper), List.of(path(top), path(bottom)));
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        OverlayTree tree = OverlayTree.open(host, overlay)) {
      return tree.resolveInImage(FilePath.of(path)).toString();
    }
  }

  private static FilePath path(Path path) {
    return FilePath.of(path.toString());
  }

  private static void directories(Path layer, String... paths) throws IOException {
    for (String path : paths) {
      Files.createDirectories(layer.resolve(path));
    }
  }

  private static void link(Path layer, String name, String target) throws IOException {
    Files.createSymbolicLink(layer.resolve(name), Path.of(target));
  }
}
