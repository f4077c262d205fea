package io.driftwatch.demo;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.MountNamespace;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.NodeReport;
import io.driftwatch.scan.NodeScanListener;
import io.driftwatch.scan.NodeScanSettings;
import io.driftwatch.scan.NodeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows on this machine what driftwatch finds: builds an image, starts a container of it without
 * any runtime, breaks in and scans.
 *
 * <p>It leaves nothing behind. Its mounts are in a namespace of its own thread's, the container's
 * process ends with the pipe to it, and the folder to mount on is empty for everyone else; being
 * killed outright leaves that folder.
 */
public final class Demo {

  private final Consumer<String> narrator;
  private final Path parent;

  /**
   * @param narrator is told of each step, on a thread that sees the demo's mounts
   */
  public Demo(Consumer<String> narrator) {
    this(narrator, Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
  }

  Demo(Consumer<String> narrator, Path parent) {
    this.narrator = narrator;
    this.parent = parent;
  }

  /**
   * Runs the demo, in about a second.
   *
   * @throws CannotLookException {@link Reason#CAPABILITY_MISSING} when not run as root
   * @throws IOException when a step failed
   */
  public DemoResult run() throws IOException {
    if (!Privileges.own().seesTrustedAttributes()) {
      throw new CannotLookException(
          Reason.CAPABILITY_MISSING, "the demo mounts an overlay; run it as root");
    }
    Path folder = Files.createTempDirectory(parent, "driftwatch-demo-");
    try {
      folder.toFile().deleteOnExit();
      return OwnThread.call("demo", () -> play(folder));
    } finally {
      // Not there any more when the program is being ended.
      Files.deleteIfExists(folder);
      ProgramEnd.awaitIfBegun();
    }
  }

  private DemoResult play(Path folder) throws IOException {
    try (DemoOverlay overlay = DemoOverlay.on(MountNamespace.enter(), folder)) {
      for (ImageLayer layer : ImageLayer.ALL) {
        narrator.accept("image layer: " + layer.words());
        overlay.build(layer);
      }
      Path root = overlay.start();
      try (DemoContainer container = DemoContainer.start(root)) {
        narrator.accept("container: process " + container.pid());
        breakIn(new FileTree(root));
        narrator.accept("scan");
        return result(scan(container));
      }
    }
  }

  private void breakIn(FileTree tree) throws IOException {
    for (BreakIn breakIn : BreakIn.ALL) {
      narrator.accept("break-in: " + breakIn.words());
      breakIn.work().doIn(tree);
    }
  }

  private static NodeReport scan(DemoContainer container) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Discovery discovery = Discovery.ofProcess(host, container.pid())) {
      List<RunningContainer> containers =
          discovery.containers().stream().map(DemoContainer::named).toList();
      NodeScanner scanner =
          new NodeScanner(
              host,
              "demo",
              Policy.shipped(),
              Privileges.own(),
              // A single thread is this one, which alone sees the mounts.
              NodeScanSettings.once(DigestPolicy.NEW_PROGRAMS, 1),
              Clock.systemUTC());
      return scanner.scan(containers, NodeScanListener.NONE);
    }
  }

  private static DemoResult result(NodeReport report) {
    List<Planted> planted = BreakIn.ALL.stream().flatMap(b -> b.planted().stream()).toList();
    long touches = BreakIn.ALL.stream().filter(b -> b.planted().isEmpty()).count();
    return new DemoResult(report, planted, touches);
  }
}
