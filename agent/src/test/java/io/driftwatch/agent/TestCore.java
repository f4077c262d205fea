package io.driftwatch.agent;

import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.container.Container;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.ProcessDirectory;
import io.driftwatch.memory.StateSink;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.metrics.AgentMetrics;
import io.driftwatch.metrics.Build;
import io.driftwatch.metrics.CacheUse;
import io.driftwatch.metrics.Sources;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.scan.ScanRequest;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleReport;
import io.driftwatch.testing.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The agent's core, all of it, on a node that a test makes up: containers come and go as it says,
 * have in them what it says, and time passes when it says so.
 */
final class TestCore implements AutoCloseable {

  final MovedTime time;
  final Map<String, Set<String>> files = new ConcurrentHashMap<>();
  final Map<String, Container> running = new LinkedHashMap<>();
  final Set<Integer> pids = new TreeSet<>();

  /** What sinks were told, in order. */
  final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** What else a look does. */
  volatile Scanner before = (container, request) -> null;

  volatile Optional<Reason> failing = Optional.empty();
  volatile boolean news;

  /** Whether the API server may yet say more of each container. */
  volatile boolean apiIsSlow;

  /** Whether who is asked about a pod throws what nobody expects. */
  volatile boolean apiIsFaulty;

  final Watches watches;
  final ScanStarter looks;
  final Liveness liveness;
  private final Scheduler scheduler;
  private final HostRoot host;

  /** A core whose looks are done at once, by the thread that finds containers. */
  TestCore(Path state, MovedTime time, Optional<ConfigurationFile> file)
      throws CannotLookException {
    this(state, time, file, new AtOnce());
  }

  TestCore(Path state, MovedTime time, Optional<ConfigurationFile> file, ExecutorService threads)
      throws CannotLookException {
    this.time = time;
    this.host = HostRoot.open(FilePath.ROOT);
    AtomicReference<Configuration> configuration =
        new AtomicReference<>(file.map(ConfigurationFile::current).orElse(Configuration.DEFAULT));
    AgentMetrics metrics =
        new AgentMetrics(
            new Build("1", "17", "n"),
            new Sources(List::of, Map::of, () -> new CacheUse(0, 0, 0, 0, 0)),
            List.of());
    Noting noting = new Noting();
    Conditions conditions = new Conditions(List.of(noting));
    StateSink kept = new StateSink(state, new StateHealth(metrics, conditions));
    Reporter reporter =
        new Reporter(
            List.of(metrics, noting, kept),
            conditions,
            new ImmutabilityVerdicts(WriteMemory.open(state)),
            time);
    Timing timing = Timings.EXACT;
    this.looks =
        new ScanStarter(
            this::scan,
            pids -> stat -> false,
            configuration::get,
            reporter,
            new ScanPool(threads),
            time,
            timing);
    this.watches =
        new Watches(new Api(), reporter, looks::start, container -> List.of(), time, timing);
    watches.restore(kept.load());
    this.liveness = new Liveness(time, timing.stuck());
    this.scheduler =
        new Scheduler(
            new Node(),
            watches,
            looks,
            file,
            configuration,
            conditions,
            metrics,
            liveness,
            time,
            timing);
  }

  /** A container runs, or again. */
  Container runs(String name) {
    Container container = Samples.docker(name, "image:1");
    running.put(name, container);
    pids.add(container.pid());
    return container;
  }

  /** It has these programs more than its image. */
  void drifts(String name, String... paths) {
    files.computeIfAbsent(name, none -> ConcurrentHashMap.newKeySet()).addAll(List.of(paths));
  }

  /** Nothing of it runs any more. */
  void ends(String name) {
    running.remove(name);
    pids.clear();
  }

  /** Lets time pass, with a tick every two seconds. */
  void pass(Duration duration) {
    for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; ) {
      Duration step = left.compareTo(Duration.ofSeconds(2)) < 0 ? left : Duration.ofSeconds(2);
      time.pass(step);
      scheduler.tick();
      left = left.minus(step);
    }
  }

  void tick() {
    scheduler.tick();
  }

  /** What sinks were told since the last call. */
  List<String> told() {
    List<String> all = new ArrayList<>();
    told.drainTo(all);
    return all;
  }

  /** What sinks are told next, by a thread that has no more time to wait for. */
  String next() throws InterruptedException {
    String line = told.poll(30, TimeUnit.SECONDS);
    return line == null ? "nothing" : line;
  }

  /**
   * What sinks are told next, as time passes. A thread that does not come to run meanwhile has
   * taken long: that is for what is told of looks that do.
   */
  String nextAsTimePasses() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      String line = told.poll(60, TimeUnit.MILLISECONDS);
      if (line != null) {
        return line;
      }
      pass(Duration.ofSeconds(2));
    }
    return "nothing";
  }

  ContainerState state(String name) {
    return watches.states().stream()
        .filter(state -> state.report().container().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private ContainerReport scan(RunningContainer running, ScanRequest request) {
    Container container = running.container();
    SampleReport report = Samples.report(container);
    for (String path : new TreeSet<>(files.getOrDefault(container.name(), Set.of()))) {
      report.added(path, SampleFile.program(path));
    }
    ContainerReport whole = report.build();
    request
        .listener()
        .begun(
            whole.rootfs().orElseThrow(),
            why -> Samples.report(container).cannotLook(FilePath.ROOT, why).build());
    whole.findings().forEach(request.listener()::found);
    ContainerReport other = before.scan(running, request);
    return other == null ? whole : other;
  }

  @Override
  public void close() {
    watches.tasks().forEach(ScanTask::cancel);
    looks.close(Duration.ofSeconds(5));
    host.close();
  }

  /** Where containers come from. */
  private final class Node implements ContainerSource {

    @Override
    public boolean mayHaveNews() {
      boolean had = news;
      news = false;
      return had;
    }

    @Override
    public boolean isRunning(int pid) {
      return pids.contains(pid);
    }

    @Override
    public Containers find() throws CannotLookException {
      if (failing.isPresent()) {
        throw new CannotLookException(failing.get(), "made to fail");
      }
      ProcessDirectory self = host.proc().find((int) ProcessHandle.current().pid()).orElseThrow();
      Root root = new Root.Unknown(Reason.STATE_INVALID, Optional.empty());
      List<RunningContainer> all =
          running.values().stream()
              .map(container -> new RunningContainer(container, self, root))
              .toList();
      return new Containers() {
        @Override
        public List<RunningContainer> containers() {
          return all;
        }

        @Override
        public List<Integer> processesOf(RunningContainer container) {
          return List.of();
        }

        @Override
        public void close() {
          self.close();
        }
      };
    }
  }

  /** What the cluster knows of pods: nothing. */
  private final class Api implements Pods {

    @Override
    public Container enrich(Container container) {
      if (apiIsFaulty) {
        throw new IllegalStateException("made to fail");
      }
      return container;
    }

    @Override
    public boolean mayLearnMoreOf(Container container) {
      return apiIsSlow;
    }
  }

  /** Notes what it is told. */
  private final class Noting implements Sink {

    @Override
    public void scanned(ScanOutcome outcome) {
      String name = outcome.known().container().name();
      for (KnownFinding finding : outcome.changes().appeared()) {
        told.add(name + " appeared " + finding.path());
      }
      for (KnownFinding finding : outcome.changes().resolved()) {
        told.add(name + " resolved " + finding.path());
      }
    }

    @Override
    public void omitted(Container container, long lines) {
      told.add(container.name() + " omitted " + lines);
    }

    @Override
    public void removed(Known last) {
      told.add(last.container().name() + " removed");
    }

    @Override
    public void forgotten(String key) {
      told.add("forgotten");
    }

    @Override
    public void degraded(Condition condition, Optional<Container> container) {
      told.add("degraded " + condition.what() + " " + condition.reason());
    }

    @Override
    public void recovered(Condition condition, Optional<Container> container) {
      told.add("recovered " + condition.what());
    }
  }

  /** Does everything at once. */
  private static final class AtOnce extends AbstractExecutorService {

    private volatile boolean shutdown;

    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown();
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
