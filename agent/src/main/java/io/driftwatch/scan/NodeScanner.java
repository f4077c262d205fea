package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.RuntimeMade;
import io.driftwatch.compare.SideBySide;
import io.driftwatch.container.Container;
import io.driftwatch.container.Rootfs;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.locate.Located;
import io.driftwatch.locate.Locator;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.report.Status;
import io.driftwatch.walk.OverlayTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Scans the containers of a node: the straight line, from where they are found to the report. */
public final class NodeScanner {

  private static final System.Logger LOG = System.getLogger(NodeScanner.class.getName());

  private final HostRoot host;
  private final String node;
  private final Policy policy;
  private final Privileges privileges;
  private final ScanSettings settings;
  private final SideBySide sideBySide;
  private final Clock clock;

  /**
   * A scanner of a node.
   *
   * @param host the node
   * @param node its name
   * @param policy by which changes are judged
   * @param privileges what this process may do
   * @param clock of the report's times
   */
  public NodeScanner(
      HostRoot host,
      String node,
      Policy policy,
      Privileges privileges,
      ScanSettings settings,
      Clock clock) {
    this.host = host;
    this.node = node;
    this.policy = policy;
    this.privileges = privileges;
    this.settings = settings;
    this.sideBySide = new SideBySide(settings.digests());
    this.clock = clock;
  }

  /**
   * Scans containers. One that ends meanwhile is left out of the report.
   *
   * @param containers which; their handles stay the caller's
   * @param listener is told of each that is done
   */
  public NodeReport scan(List<RunningContainer> containers, ScanListener listener) {
    Instant startedAt = clock.instant();
    long begun = System.nanoTime();
    listener.started(containers.size());
    List<Optional<ContainerReport>> reports =
        Parallel.map(
            containers,
            settings.threads(),
            container -> {
              ContainerReport report = scanAlone(container, startedAt);
              listener.finished(report);
              // What is seen of a container that is being taken down is half of it.
              return Optional.of(report).filter(r -> container.process().isAlive());
            });
    return new NodeReport(
        node,
        startedAt,
        Duration.ofNanos(System.nanoTime() - begun),
        reports.stream().flatMap(Optional::stream).toList());
  }

  /** Looks at a container only so far that its root is known, and its layers can be opened. */
  public static ContainerReport locate(HostRoot host, RunningContainer container) {
    Optional<Rootfs> rootfs = Optional.empty();
    try {
      Located located = Locator.locate(host, container);
      rootfs = Optional.of(located.rootfs());
      OverlayTree.open(located.layersOf(host), located.overlay()).close();
      return reportOf(located).build(container.container(), located.rootfs());
    } catch (CannotLookException e) {
      return notLookedAt(container.container(), rootfs, e.reason());
    } catch (RuntimeException e) {
      return fault(container, e);
    }
  }

  /** A report to begin with: mounts that nobody sees may hide anything. */
  private static ReportBuilder reportOf(Located located) {
    ReportBuilder report = new ReportBuilder();
    if (located.mountPoints().isEmpty()) {
      report.cannotLook(FilePath.ROOT, Reason.MOUNT_NOT_VISIBLE);
    }
    return report;
  }

  /** Whatever goes wrong with one container, the others are looked at. */
  private ContainerReport scanAlone(RunningContainer container, Instant startedAt) {
    try {
      return scan(container, startedAt);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return fault(container, e);
    }
  }

  private static ContainerReport fault(RunningContainer container, Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "scanning " + container.container().id(), e);
    return notLookedAt(container.container(), Optional.empty(), Reason.FAULT);
  }

  private ContainerReport scan(RunningContainer container, Instant startedAt) {
    Optional<Rootfs> rootfs = Optional.empty();
    try {
      Located located = Locator.locate(host, container);
      rootfs = Optional.of(located.rootfs());
      try (OverlayTree tree = OverlayTree.open(located.layersOf(host), located.overlay())) {
        return scan(container.container(), located, tree, startedAt);
      }
    } catch (CannotLookException e) {
      return notLookedAt(container.container(), rootfs, e.reason());
    }
  }

  private ContainerReport scan(
      Container container, Located located, OverlayTree tree, Instant startedAt)
      throws CannotLookException {
    DeclaredMounts mounts = DeclaredMounts.of(located, tree);
    RuntimeMade runtimeMade =
        new RuntimeMade(mounts.declared(), container.runtime().rootPermissions());
    Judge judge = policy.judgeOf(container, located.readOnly(), startedAt);
    ReportBuilder report = reportOf(located);
    for (FilePath mount : mounts.undeclared()) {
      FileType type =
          mount.equals(FilePath.ROOT)
              ? FileType.DIRECTORY
              : tree.typeAt(mount).orElse(FileType.DIRECTORY);
      report.finding(judge.judgeUndeclaredMount(Change.mounted(mount, type)));
    }
    if (!privileges.seesTrustedAttributes() && !located.overlay().userXattr()) {
      report.cannotLook(FilePath.ROOT, Reason.CAPABILITY_MISSING);
    }
    tree.walk(
        settings.budget(),
        settings.memory().ofPass(startedAt),
        new ContainerScan(sideBySide, mounts.undeclared(), runtimeMade, judge, report));
    return report.build(container, located.rootfs());
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
