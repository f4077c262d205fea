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
      return scan(open(container, located, request), request);
    } catch (CannotLookException e) {
      return notLookedAt(container.container(), rootfs, e.reason());
    }
  }

  /**
   * A container whose layers are open.
   *
   * @param running it
   * @param located where its layers are
   * @param tree of them
   * @param allowance what may be spent on its root
   * @param report what is known of it so far
   */
  private record Opened(
      RunningContainer running,
      Located located,
      OverlayTree tree,
      Allowance allowance,
      ReportBuilder report) {

    Container container() {
      return running.container();
    }

    PathErrors errors() {
      return report::cannotLook;
    }

    ContainerReport unfinished(Reason why) {
      return report.buildUnfinished(container(), located.rootfs(), why);
    }
  }

  private Opened open(RunningContainer running, Located located, ScanRequest request)
      throws CannotLookException {
    OverlayTree tree = OverlayTree.open(located.layersOf(host), located.overlay());
    WritesBuilder writes =
        new WritesBuilder(place -> contents.under(place, located.overlay(), tree));
    ReportBuilder report = reportOf(located, request.limits(), writes);
    return new Opened(
        running, located, tree, Allowance.of(request.budget(), request.pace()), report);
  }

  private ContainerReport scan(Opened opened, ScanRequest request) {
    try (OverlayTree tree = opened.tree()) {
      request.listener().begun(opened.located().rootfs(), opened::unfinished);
      return scan(opened, tree, request);
    } catch (RuntimeException | Error e) {
      log(opened.running(), e);
      return opened.unfinished(Reason.FAULT);
    }
  }

  private ContainerReport scan(Opened opened, OverlayTree tree, ScanRequest request) {
    Container container = opened.container();
    PathErrors errors = opened.errors();
    DeclaredMounts mounts =
        DeclaredMounts.of(host, opened.located(), tree, opened.allowance(), errors);
    OwnerMap owners = ownersOf(opened.running());
    DeclaredChanges declared =
        DeclaredChanges.of(container, tree, mounts.declared(), owners, request.startedAt(), errors);
    Judge judge =
        request
            .policy()
            .judgeOf(container, opened.located().readOnly(), request.startedAt(), declared::excuse);
    CodeCopies copies = new CodeCopies(judge, code, tree, request, opened.allowance());
    ContainerScan scan =
        new ContainerScan(
            detector,
            mounts.undeclared(),
            runtimeMade(container, mounts, tree, errors),
            judge,
            copies,
            declared,
            new Byproducts(tree),
            opened.report(),
            request.listener());
    judgeMounts(opened, mounts, judge, scan);
    sayWhatIsNotSeen(opened, mounts);
    errors.attempt(FilePath.ROOT, () -> tree.walk(opened.allowance(), request.memory(), scan));
    if (request.volumes()) {
      scanVolumes(opened, mounts, judge, copies, request);
    }
    ContainerReport seen = opened.report().build(container, opened.located().rootfs());
    return declared.addTo(seen.with(facts(seen, opened.located(), tree, owners)));
  }

  /** What was mounted and nobody declared hides what the image has there. */
  private static void judgeMounts(
      Opened opened, DeclaredMounts mounts, Judge judge, ContainerScan scan) {
    try (Surface surface = opened.tree().surface()) {
      for (FilePath mount : mounts.undeclared()) {
        FileType type =
            opened.located().isOnRoot(mount)
                ? typeOf(mount, surface, opened.allowance(), opened.errors())
                : FileType.DIRECTORY;
        scan.found(judge.judgeUndeclaredMount(Change.mounted(mount, type)));
      }
    }
  }

  private void sayWhatIsNotSeen(Opened opened, DeclaredMounts mounts) {
    mounts.missing().forEach(point -> opened.report().cannotLook(point, Reason.MOUNT_NOT_VISIBLE));
    if (!privileges.seesTrustedAttributes() && !opened.located().overlay().userXattr()) {
      opened.report().cannotLook(FilePath.ROOT, Reason.CAPABILITY_MISSING);
    }
  }

  /** A root that is never done with must not keep the volumes from being looked at. */
  private void scanVolumes(
      Opened opened, DeclaredMounts mounts, Judge judge, CodeCopies copies, ScanRequest request) {
    BeforeStart beforeStart = BeforeStart.of(opened.running(), host);
    FileVisitor programs =
        new VolumePrograms(
            detector, beforeStart, judge, copies, opened.report(), request.listener());
    Allowance ofVolumes = Allowance.of(request.budget(), request.pace());
    VolumeTrees volumes = new VolumeTrees(ofVolumes, request.memory(), programs);
    new VolumeScan(host, opened.located(), mounts, volumes, programs).run();
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
