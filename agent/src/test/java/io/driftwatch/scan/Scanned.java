package io.driftwatch.scan;

import io.driftwatch.compare.ChangeDetector;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.compare.RuntimeMade;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.image.CodeOfImages;
import io.driftwatch.image.ImageContents;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.report.WritesBuilder;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.FileMemory;
import io.driftwatch.walk.HardLinks;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.Pace;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The report of an overlay that belongs to no container. */
record Scanned(ContainerReport report) {

  static Scanned of(OverlayMount overlay) throws IOException {
    return of(overlay, Budget.DEFAULT);
  }

  static Scanned of(OverlayMount overlay, Budget budget) throws IOException {
    return of(overlay, budget, container());
  }

  /** As of a container that was started at the beginning of time. */
  static Scanned of(OverlayMount overlay, Budget budget, Container container) throws IOException {
    return of(overlay, request(budget, new HardLinks()), container, new CodeOfImages());
  }

  /** The request that a single scan makes, with what is known of files. */
  static ScanRequest request(Budget budget, FileMemory memory) {
    return new ScanRequest(
        Instant.EPOCH,
        Policy.shipped(),
        budget,
        memory,
        Pace.FULL_SPEED,
        false,
        ReportLimits.DEFAULT,
        ContainerScanListener.NONE);
  }

  /** With what is known of images. */
  static Scanned of(
      OverlayMount overlay, ScanRequest request, Container container, CodeOfImages code)
      throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        OverlayTree tree = OverlayTree.open(host, overlay)) {
      DeclaredChanges declared =
          DeclaredChanges.of(
              container,
              tree,
              Set.of(),
              OwnerMap.IDENTITY,
              Instant.now(),
              (path, reason) -> {
                throw new AssertionError(path + " " + reason);
              });
      Judge judge = Policy.shipped().judgeOf(container, false, Instant.EPOCH, declared::excuse);
      ImageContents contents = new ImageContents();
      ReportBuilder report =
          new ReportBuilder(
              ReportLimits.DEFAULT,
              new WritesBuilder(place -> contents.under(place, overlay, tree)));
      Allowance allowance = Allowance.of(request.budget(), request.pace());
      tree.walk(
          allowance,
          request.memory(),
          new ContainerScan(
              new ChangeDetector(DigestPolicy.NEEDED),
              Set.of(),
              new RuntimeMade(Set.of(), FilePath.ROOT, 0755, Map.of()),
              judge,
              new CodeCopies(judge, code, tree, request, allowance),
              declared,
              new Byproducts(tree),
              report,
              ContainerScanListener.NONE));
      Rootfs rootfs =
          new Rootfs("overlay", false, Optional.of(overlay.upperdir()), overlay.lowerdirs());
      return new Scanned(declared.addTo(report.build(container, rootfs)));
    }
  }

  static Container container() {
    return container(Instant.EPOCH);
  }

  static Container container(Instant startedAt) {
    return new Container(
        "test",
        "test",
        ContainerRuntime.UNKNOWN,
        1,
        startedAt,
        Optional.empty(),
        Image.UNKNOWN,
        false);
  }

  /** Lines of kind of change, a space, and the path. */
  Set<String> changes() {
    Set<String> lines = new TreeSet<>();
    report.findings().forEach(f -> lines.add(f.change().kind().id() + " " + f.change().path()));
    return lines;
  }

  /** Lines of kind of change, severity and path. */
  List<String> findings() {
    return report.findings().stream()
        .map(f -> f.change().kind().id() + " " + f.severity().id() + " " + f.change().path())
        .sorted()
        .toList();
  }
}
