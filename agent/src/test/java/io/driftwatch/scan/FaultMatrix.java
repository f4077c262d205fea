package io.driftwatch.scan;

import static java.util.stream.Collectors.toSet;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.container.Rootfs;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Policy;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.LibC;
import io.driftwatch.linux.Privileges;
import io.driftwatch.memory.FindingMemory;
import io.driftwatch.report.Changes;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ReportLimits;
import io.driftwatch.testing.FaultyCalls;
import io.driftwatch.testing.FaultyCalls.Fault;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.walk.Budget;
import io.driftwatch.walk.HardLinks;
import io.driftwatch.walk.Pace;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The process in which {@link FaultsIT} lets calls fail: one look at a real container for every
 * place in the code that makes a call, and for every way in which the call can fail. It prints a
 * line for each look that was not as it must be.
 */
@SuppressWarnings("try") // A container is there to be looked at.
final class FaultMatrix {

  /** listxattrat, getxattrat, cachestat: of Linux 6.13 and 6.5. */
  private static final Set<Long> NEWER = Set.of(465L, 464L, 451L);

  /** What is called instead. */
  private static final Set<String> OLDER = Set.of("llistxattr", "lgetxattr", "syscall 327");

  /** What is called where each file is held before it is looked at. */
  private static final Set<String> OF_HELD = Set.of("listxattr", "getxattr");

  private static final Set<String> LISTS = Set.of("syscall 465", "llistxattr", "listxattr");

  /** What a look has no use for; discovery asks for the time. */
  private static final Set<String> NOT_OF_A_LOOK =
      Set.of(
          "isatty", "unshare", "mount", "umount2", "setpriority", "getpagesize", "clock_gettime");

  /** A directory that changed less than that long ago is not looked at by name. */
  private static final Duration REST = Duration.ofMillis(1_100);

  /** What calls are made to fail. */
  private enum Kind {
    /** All that are made in directories that rest. */
    USUAL,
    /** Those that a kernel needs which lacks the newer ones. */
    OLD,
    /** Those besides in directories that changed just now. */
    RESTLESS
  }

  private final RunningContainer container;
  private final HostRoot host;
  private final Privileges privileges;
  private int looks;
  private ContainerReport undisturbed;

  private FaultMatrix(HostRoot host, RunningContainer container) throws Exception {
    this.host = host;
    this.container = container;
    this.privileges = Privileges.own();
  }

  /**
   * Lets everything fail.
   *
   * @param arguments a {@link Kind}, or none for the usual
   */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("io.driftwatch").setLevel(Level.OFF);
    Kind kind = arguments.length == 0 ? Kind.USUAL : Kind.valueOf(arguments[0]);
    FaultyCalls.lack(kind == Kind.OLD ? NEWER : Set.of());
    PrivateMounts.run(
        folder -> {
          try (DriftedContainer drifted = DriftedContainer.start(folder);
              HostRoot host = HostRoot.open(FilePath.ROOT);
              Discovery discovery = Discovery.ofRuntimes(host)) {
            RunningContainer container =
                discovery.containers().stream()
                    .filter(found -> found.container().id().equals(DriftedContainer.ID))
                    .findFirst()
                    .orElseThrow();
            Thread.sleep(REST.toMillis());
            new FaultMatrix(host, container).run(kind);
          }
        });
  }

  private void run(Kind kind) {
    look(call -> Fault.NONE); // what classes do once, when they are first used
    Run first = look(call -> Fault.NONE);
    undisturbed = first.report;
    System.out.println("# " + undisturbed.status() + " " + undisturbed.errors());
    if (!undisturbed.isComplete()) {
      System.out.println("not all of the container is seen: " + undisturbed.errors());
    }
    lines(undisturbed).forEach(line -> System.out.println("# " + line));
    List<Site> sites = sites();
    if (kind == Kind.RESTLESS) {
      FaultyCalls.changeDirectories();
      look(call -> Fault.NONE);
      Set<Integer> usual = sites.stream().map(site -> site.number).collect(toSet());
      sites = sites().stream().filter(site -> !usual.contains(site.number)).toList();
    }
    System.out.println("# " + sites.size() + " places, " + first.calls + " calls");
    requireEveryCall(sites, kind);
    for (Site site : sites) {
      if (kind == Kind.OLD && !OLDER.contains(site.call)) {
        continue;
      }
      for (Fault fault : Fault.values()) {
        if (fault != Fault.NONE && FaultyCalls.canFail(site.call, fault)) {
          for (int time : new TreeSet<>(List.of(1, site.times))) {
            disturb(site, time, fault);
          }
        }
      }
    }
    System.out.println("# " + looks + " looks");
  }

  /** A place in the code that makes a call, with how often that is made there in a look. */
  private static final class Site {
    private final String call;
    private final String place;
    private final int number;
    private int times;

    Site(String call, String place, int number) {
      this.call = call;
      this.place = place;
      this.number = number;
    }
  }

  private List<Site> sites() {
    Map<Integer, Site> sites = new LinkedHashMap<>();
    look(
        call -> {
          sites.computeIfAbsent(
                  FaultyCalls.placeNumber(), n -> new Site(call, FaultyCalls.place(), n))
              .times++;
          return Fault.NONE;
        });
    return List.copyOf(sites.values());
  }

  private static void requireEveryCall(List<Site> sites, Kind kind) {
    Set<String> met =
        sites.stream().map(site -> site.call.replaceFirst(" .*", "")).collect(toSet());
    Set<String> all =
        kind == Kind.RESTLESS
            ? OF_HELD
            : Arrays.stream(LibC.class.getMethods()).map(Method::getName).collect(toSet());
    all.stream()
        .filter(name -> !met.contains(name) && !NOT_OF_A_LOOK.contains(name))
        .filter(name -> kind == Kind.RESTLESS || !OF_HELD.contains(name))
        .filter(name -> kind == Kind.OLD || !OLDER.contains(name))
        .forEach(name -> System.out.println(name + ": no look makes this call"));
  }

  /** The walk looks at names in an order that nobody can tell, so a time may not come again. */
  private void disturb(Site site, int time, Fault fault) {
    int[] times = {0};
    Run run =
        look(
            call ->
                times[0] < time
                        && call.equals(site.call)
                        && FaultyCalls.placeNumber() == site.number
                        && ++times[0] == time
                    ? fault
                    : Fault.NONE);
    looks++;
    List<String> complaints = run.thrown == null ? complaints(run, site, fault) : run.thrown;
    boolean mayLeaveOpen = site.call.equals("close") && fault == Fault.EXCEPTION;
    if (FaultyCalls.leftOpen() != 0 && !mayLeaveOpen) {
      complaints.add("left open " + FaultyCalls.leftOpen());
    }
    if (!complaints.isEmpty()) {
      System.out.println(
          fault + " of " + site.call + ", " + time + ": " + complaints + " at " + site.place);
    }
  }

  private List<String> complaints(Run run, Site site, Fault fault) {
    List<String> complaints = new ArrayList<>();
    ContainerReport report = run.report;
    Set<String> paths = paths(report);
    Set<String> missing = without(paths(undisturbed), paths);
    Set<String> invented = without(paths, paths(undisturbed));
    complain(complaints, "lost", without(run.before, paths));
    if (fault == Fault.ENOENT) {
      Set<String> different = new TreeSet<>(invented);
      different.addAll(report.isComplete() ? missing : Set.of());
      complain(complaints, "more than one path is different", beyondOne(different));
      complain(complaints, "more than one path is resolved", beyondOne(run.resolved));
      return complaints;
    }
    boolean isList = LISTS.contains(site.call);
    if (!isList || fault != Fault.E2BIG) {
      complain(complaints, "invented", invented);
    }
    complain(complaints, "resolved", run.resolved);
    if (report.isComplete()) {
      complain(complaints, "scanned without", without(lines(undisturbed), lines(report)));
      complain(complaints, "scanned with", without(lines(report), lines(undisturbed)));
      boolean isCounted =
          report.counts().touched() == undisturbed.counts().touched()
              && report.counts().mountpoints() == undisturbed.counts().mountpoints();
      complain(complaints, "scanned with other", isCounted ? Set.of() : Set.of("counts"));
    }
    return complaints;
  }

  private static void complain(List<String> complaints, String what, Set<String> of) {
    if (!of.isEmpty()) {
      complaints.add(what + " " + of);
    }
  }

  /**
   * All, unless they lie at or below one path other than the root: of a directory that one layer is
   * said to lack, what other layers have is seen.
   */
  private static Set<String> beyondOne(Set<String> lines) {
    List<FilePath> paths =
        lines.stream().map(line -> FilePath.of(line.substring(line.indexOf('/')))).toList();
    if (paths.isEmpty()) {
      return Set.of();
    }
    FilePath above = paths.get(0);
    for (FilePath path : paths) {
      while (!path.startsWith(above)) {
        above = above.parent();
      }
    }
    return above.equals(FilePath.ROOT) && paths.size() > 1 ? lines : Set.of();
  }

  private static Set<String> paths(ContainerReport report) {
    Set<String> paths = new TreeSet<>();
    report.findings().forEach(finding -> paths.add(path(finding)));
    return paths;
  }

  private static String path(Finding finding) {
    return finding.change().kind().id() + " " + finding.change().path();
  }

  private static Set<String> without(Set<String> all, Set<String> those) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(those);
    return rest;
  }

  private static Set<String> lines(ContainerReport report) {
    Set<String> lines = new TreeSet<>();
    report.findings().forEach(finding -> lines.add(line(finding)));
    return lines;
  }

  private static String line(Finding finding) {
    return finding.change().kind().id()
        + " "
        + finding.severity().id()
        + " "
        + finding.disposition()
        + " "
        + finding.change().differs().stream().sorted().toList()
        + " "
        + finding.change().path();
  }

  /** What one look did. */
  private static final class Run {
    private ContainerReport report;
    private List<String> thrown;
    private int calls;
    private final Set<String> before = new TreeSet<>();
    private final Set<String> resolved = new TreeSet<>();
  }

  private Run look(Function<String, Fault> plan) {
    Run run = new Run();
    boolean[] failed = {false};
    FindingMemory memory = new FindingMemory();
    Instant now = Instant.now();
    if (undisturbed != null) {
      memory.take(undisturbed, now);
    }
    memory.begin("rules");
    ContainerScanListener listener =
        new ContainerScanListener() {
          @Override
          public void begun(Rootfs rootfs, Function<Reason, ContainerReport> soFar) {}

          @Override
          public void found(Finding finding) {
            memory.found(finding);
            if (!failed[0]) {
              run.before.add(path(finding));
            }
          }
        };
    FaultyCalls.run(
        call -> {
          run.calls++;
          Fault fault = plan.apply(call);
          failed[0] |= fault != Fault.NONE;
          return fault;
        },
        () -> {
          try {
            ContainerScanner scanner = new ContainerScanner(host, privileges, DigestPolicy.NEEDED);
            run.report =
                scanner.scan(
                    container,
                    new ScanRequest(
                        now,
                        Policy.shipped(),
                        Budget.DEFAULT,
                        new HardLinks(),
                        Pace.FULL_SPEED,
                        true,
                        ReportLimits.DEFAULT,
                        listener));
          } catch (RuntimeException | Error e) {
            run.thrown = new ArrayList<>(List.of("threw " + e));
          }
        });
    if (run.report != null) {
      Changes changes = memory.take(run.report, now);
      changes.resolved().forEach(known -> run.resolved.add(known.path().toString()));
    }
    return run;
  }
}
