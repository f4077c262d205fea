package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeDetector;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.compare.RuntimeMade;
import io.driftwatch.container.Container;
import io.driftwatch.container.OciProcess;
import io.driftwatch.container.Rootfs;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.image.CodeOfImages;
import io.driftwatch.image.ImageContents;
import io.driftwatch.image.ImagesSeen;
import io.driftwatch.judge.Judge;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.locate.Located;
import io.driftwatch.locate.Locator;
import io.driftwatch.locate.MountsSeen;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.report.Status;
import io.driftwatch.report.WritesBuilder;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.Failure;
import io.driftwatch.walk.FileVisitor;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.PathErrors;
import io.driftwatch.walk.Surface;
import io.driftwatch.walk.VolumeTrees;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Looks at one container: the straight line, from where it is located to the report. */
public final class ContainerScanner {

  private static final System.Logger LOG = System.getLogger(ContainerScanner.class.getName());

  private final HostRoot host;
  private final Privileges privileges;
  private final ChangeDetector detector;
  private final MountsSeen mountsSeen = new MountsSeen();
  private final ImagesSeen imagesSeen = new ImagesSeen();
  private final ImageContents contents = new ImageContents();
  private final CodeOfImages code = new CodeOfImages();

  /**
   * A scanner of containers.
   *
   * @param host the node
   * @param privileges what this process may do
   * @param digests which digests are reported
   */
  public ContainerScanner(HostRoot host, Privileges privileges, DigestPolicy digests) {
    this.host = host;
    this.privileges = privileges;
    this.detector = new ChangeDetector(digests);
  }

  /** Looks at a container only so far that its root is known, and its layers can be opened. */
  public static ContainerReport locate(HostRoot host, RunningContainer container) {
    Optional<Rootfs> rootfs = Optional.empty();
    try {
      Located located = Locator.locate(host, container, new MountsSeen());
      rootfs = Optional.of(located.rootfs());
      OverlayTree.open(located.layersOf(host), located.overlay()).close();
      WritesBuilder writes = new WritesBuilder();
      return reportOf(located, ReportLimits.DEFAULT, writes)
          .build(container.container(), located.rootfs());
    } catch (CannotLookException e) {
      return notLookedAt(container.container(), rootfs, e.reason());
    } catch (RuntimeException e) {
      return fault(container, e);
    }
  }

  /**
   * Looks at a container. Whatever goes wrong is in its report: in a part of the look, at the path
   * of that part, and the others go on.
   */
  public ContainerReport scan(RunningContainer container, ScanRequest request) {
    try {
      return locateAndScan(container, request);
    } catch (RuntimeException | Error e) {
      return fault(container, e);
    }
  }

  private ContainerReport locateAndScan(RunningContainer container, ScanRequest request) {
    Optional<Rootfs> rootfs = Optional.empty();
    try {
      Located located = Locator.locate(host, container, mountsSeen);
      rootfs = Optional.of(located.rootfs());
      OverlayTree tree = OverlayTree.open(located.layersOf(host), located.overlay());
      return scan(container, located, tree, request);
    } catch (CannotLookException e) {
      return notLookedAt(container.container(), rootfs, e.reason());
    }
  }

  private ContainerReport scan(
      RunningContainer running, Located located, OverlayTree tree, ScanRequest request) {
    ReportBuilder report =
        reportOf(
            located,
            request.limits(),
            new WritesBuilder(place -> contents.under(place, located.overlay(), tree)));
    Function<Reason, ContainerReport> unfinished =
        why -> report.buildUnfinished(running.container(), located.rootfs(), why);
    try (tree) {
      request.listener().begun(located.rootfs(), unfinished);
      return scan(running, located, tree, request, report);
    } catch (RuntimeException | Error e) {
      log(running, e);
      return unfinished.apply(Reason.FAULT);
    }
  }

  private ContainerReport scan(
      RunningContainer running,
      Located located,
      OverlayTree tree,
      ScanRequest request,
      ReportBuilder report) {
    Container container = running.container();
    Allowance allowance = Allowance.of(request.budget(), request.pace());
    PathErrors errors = report::cannotLook;
    DeclaredMounts mounts = DeclaredMounts.of(host, located, tree, allowance, errors);
    OwnerMap owners = ownersOf(running);
    DeclaredChanges declared =
        DeclaredChanges.of(container, tree, mounts.declared(), owners, request.startedAt(), errors);
    Judge judge =
        request
            .policy()
            .judgeOf(container, located.readOnly(), request.startedAt(), declared::excuse);
    CodeCopies copies = new CodeCopies(judge, code, tree, request, allowance);
    ContainerScan scan =
        new ContainerScan(
            detector,
            mounts.undeclared(),
            runtimeMade(container, mounts, tree, errors),
            judge,
            copies,
            declared,
            new Byproducts(tree),
            report,
            request.listener());
    try (Surface surface = tree.surface()) {
      for (FilePath mount : mounts.undeclared()) {
        FileType type =
            located.isOnRoot(mount)
                ? typeOf(mount, surface, allowance, errors)
                : FileType.DIRECTORY;
        scan.found(judge.judgeUndeclaredMount(Change.mounted(mount, type)));
      }
    }
    mounts.missing().forEach(point -> errors.cannotLook(point, Reason.MOUNT_NOT_VISIBLE));
    if (!privileges.seesTrustedAttributes() && !located.overlay().userXattr()) {
      report.cannotLook(FilePath.ROOT, Reason.CAPABILITY_MISSING);
    }
    errors.attempt(FilePath.ROOT, () -> tree.walk(allowance, request.memory(), scan));
    if (request.volumes()) {
      BeforeStart beforeStart = BeforeStart.of(running, host);
      FileVisitor programs =
          new VolumePrograms(detector, beforeStart, judge, copies, report, request.listener());
      // A root that is never done with must not keep the volumes from being looked at.
      Allowance ofVolumes = Allowance.of(request.budget(), request.pace());
      VolumeTrees volumes = new VolumeTrees(ofVolumes, request.memory(), programs);
      new VolumeScan(host, located, mounts, volumes, programs).run();
    }
    ContainerReport seen = report.build(container, located.rootfs());
    return declared.addTo(seen.with(facts(seen, located, tree, owners)));
  }

  private RuntimeMade runtimeMade(
      Container container, DeclaredMounts mounts, OverlayTree tree, PathErrors errors) {
    FilePath told = workingDirectory(container);
    return new RuntimeMade(
        mounts.declared(),
        errors.answer(told, () -> tree.resolveInImage(told)).orElse(told),
        container.runtime().rootPermissions(),
        errors
            .answer(AccountFiles.PATH, () -> AccountFiles.appendedTo(container, tree, host))
            .orElse(Map.of()));
  }

  /** What advice rests on; no finding does. */
  private ImageFacts facts(
      ContainerReport seen, Located located, OverlayTree tree, OwnerMap owners) {
    try {
      return imagesSeen
          .factsOf(tree, located.rootfs())
          .with(
              PlaceOwners.of(tree, seen.writes(), owners),
              contents.hollow(seen.writes(), located.overlay(), tree));
    } catch (RuntimeException e) {
      Failure.reason(e);
      return ImageFacts.NONE;
    }
  }

  /** What a mount hides, for as long as there is time to ask; nearly always it is a directory. */
  private static FileType typeOf(
      FilePath mount, Surface surface, Allowance allowance, PathErrors errors) {
    allowance.visited(1);
    Optional<FileStat> hidden =
        allowance.hasTime()
            ? errors.answer(mount, () -> surface.statOf(mount)).flatMap(found -> found)
            : Optional.empty();
    return hidden.map(FileStat::type).orElse(FileType.DIRECTORY);
  }

  private static FilePath workingDirectory(Container container) {
    return container.confinement().map(OciProcess::workingDirectory).orElse(FilePath.ROOT);
  }

  private static OwnerMap ownersOf(RunningContainer running) {
    return running.root() instanceof Root.OfRuntime root ? root.owners() : OwnerMap.IDENTITY;
  }

  /** A report to begin with: mounts that nobody sees may hide anything. */
  private static ReportBuilder reportOf(
      Located located, ReportLimits limits, WritesBuilder writes) {
    ReportBuilder report = new ReportBuilder(limits, writes);
    if (located.mountPoints().isEmpty()) {
      report.cannotLook(FilePath.ROOT, Reason.MOUNT_NOT_VISIBLE);
    }
    return report;
  }

  private static void log(RunningContainer container, Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "scanning " + container.container().id(), e);
  }

  private static ContainerReport fault(RunningContainer container, Throwable e) {
    log(container, e);
    return notLookedAt(container.container(), Optional.empty(), Reason.FAULT);
  }

  private static ContainerReport notLookedAt(
      Container container, Optional<Rootfs> rootfs, Reason reason) {
    Status status = isForGood(reason) ? Status.UNOBSERVABLE : Status.FAILED;
    return ContainerReport.notLookedAt(container, rootfs, status, reason);
  }

  /** Whether another attempt could do no better. */
  private static boolean isForGood(Reason reason) {
    return switch (reason) {
      case NOT_OVERLAY, SANDBOXED, MOUNT_NOT_VISIBLE, LAYERS_UNVERIFIED, STATE_INVALID -> true;
      default -> false;
    };
  }
}
