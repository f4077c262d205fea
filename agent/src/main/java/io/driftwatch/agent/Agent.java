package io.driftwatch.agent;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.kubernetes.Cluster;
import io.driftwatch.kubernetes.EventResult;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Priority;
import io.driftwatch.log.LogSink;
import io.driftwatch.memory.StateSink;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.memory.WriteSink;
import io.driftwatch.metrics.AgentMetrics;
import io.driftwatch.metrics.CacheUse;
import io.driftwatch.metrics.MetricsServer;
import io.driftwatch.metrics.Sources;
import io.driftwatch.report.ContainerState;
import io.driftwatch.scan.ContainerScanner;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.Sink;
import io.driftwatch.walk.FileCache;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Watches the containers of a node until it is told to stop: wires where they come from, the
 * schedule, and who is told. Its loop is on the caller's thread; others look at containers.
 */
public final class Agent implements AutoCloseable {

  private final Optional<Cluster> cluster;
  private final Time time;
  private final Timing timing = Timing.USUAL;
  private final AtomicReference<Configuration> configuration;
  private final AgentMetrics metrics;
  private final List<Sink> sinks = new ArrayList<>();
  private final Conditions conditions;
  private final ScanStarter looks;
  private final Watches watches;
  private final Liveness liveness;
  private final Scheduler scheduler;
  private final MetricsServer server;
  private volatile boolean stopped;

  private Agent(HostRoot host, Optional<Cluster> cluster, AgentSettings settings)
      throws IOException, CannotLookException {
    this.cluster = cluster;
    this.time = Time.of(settings.clock());
    this.liveness = new Liveness(time, timing.stuck());
    this.configuration =
        new AtomicReference<>(
            settings.configuration().map(ConfigurationFile::current).orElse(Configuration.DEFAULT));
    this.metrics =
        new AgentMetrics(
            settings.build(),
            new Sources(this::states, this::ruleMatches, this::cacheUse),
            cluster.isPresent() ? EventResult.ids() : List.of());
    Sink log =
        LogSink.start(
            settings.build().node(), settings.out(), metrics::logLinesDropped, settings.clock());
    this.conditions = new Conditions(List.of(log));
    StateHealth health = new StateHealth(metrics, conditions);
    StateSink state = new StateSink(settings.state(), health);
    WriteMemory writes = WriteMemory.open(settings.state());

    // Who is told, in turn: what was told is kept after it was.
    sinks.add(metrics);
    sinks.add(log);
    if (cluster.isPresent()) {
      sinks.add(events(cluster.get(), settings));
    }
    sinks.add(state);
    sinks.add(new WriteSink(writes, health, settings.clock()));

    Reporter reporter = new Reporter(sinks, conditions, new ImmutabilityVerdicts(writes), time);
    ContainerScanner scanner =
        new ContainerScanner(host, settings.privileges(), DigestPolicy.NEEDED);
    this.looks =
        new ScanStarter(
            scanner::scan,
            Mappings.on(host),
            configuration::get,
            reporter,
            new ScanPool(ScanPool.threads(lowly())),
            time,
            timing);
    this.watches =
        new Watches(
            cluster.map(Pods::of).orElse(Pods.NONE),
            reporter,
            looks::start,
            container -> configuration.get().policy().problems(container),
            time,
            timing);
    watches.restore(state.load());
    this.scheduler =
        new Scheduler(
            new NodeContainers(host),
            watches,
            looks,
            settings.configuration(),
            configuration,
            conditions,
            metrics,
            liveness,
            time,
            timing);
    this.server =
        MetricsServer.start(settings.listen(), metrics, liveness::notReady, liveness::stuck);
    tellOfCapabilities(settings);
  }

  /**
   * An agent that serves its metrics already, and has not looked at anything.
   *
   * @param host the node, which stays the caller's
   * @param cluster the cluster that the node belongs to, if any; closed with the agent
   * @throws IOException when metrics cannot be served
   * @throws CannotLookException when not even the processes of the node can be listed
   */
  public static Agent start(HostRoot host, Optional<Cluster> cluster, AgentSettings settings)
      throws IOException, CannotLookException {
    return new Agent(host, cluster, settings);
  }

  private Sink events(Cluster api, AgentSettings settings) throws IOException {
    return api.events(
        new JournalFolder(settings.state()),
        result -> metrics.event(result.id()),
        () -> configuration.get().eventSeverity());
  }

  /** Threads of the lowest priority. */
  private static ThreadFactory lowly() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Runnable behind =
          () -> {
            Priority.lowerThisThread();
            work.run();
          };
      Thread thread = new Thread(behind, "look-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private void tellOfCapabilities(AgentSettings settings) {
    for (Map.Entry<String, Boolean> next : settings.privileges().ofInterest().entrySet()) {
      metrics.capabilityMissing(next.getKey(), !next.getValue());
      if (!next.getValue()) {
        String text =
            "CAP_" + next.getKey() + " is missing; daemonset/README.md says what it is needed for";
        conditions.begin(new Condition("capability " + next.getKey(), "missing", text));
      }
    }
  }

  /** Where metrics are served. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Watches until {@link #stop}. */
  public void run() {
    while (!stopped) {
      scheduler.tick();
      pause();
    }
  }

  private synchronized void pause() {
    long deadline = time.nanos() + timing.tick().toNanos();
    long left = timing.tick().toNanos();
    while (!stopped && left > 0) {
      try {
        time.await(this, Duration.ofNanos(left));
      } catch (InterruptedException e) {
        stopped = true;
        Thread.currentThread().interrupt();
      }
      left = deadline - time.nanos();
    }
  }

  private List<ContainerState> states() {
    return watches.states();
  }

  /** How many findings there are of each rule, of those without any too. */
  private Map<String, Long> ruleMatches() {
    Map<String, Long> matches = new HashMap<>();
    configuration.get().policy().names().forEach(name -> matches.put(name, 0L));
    for (ContainerState state : watches.states()) {
      state
          .report()
          .counts()
          .ruleMatches()
          .forEach((rule, number) -> matches.computeIfPresent(rule, (r, sum) -> sum + number));
    }
    return matches;
  }

  private CacheUse cacheUse() {
    FileCache.Statistics use = looks.cache().statistics();
    return new CacheUse(use.entries(), use.bytes(), use.hits(), use.misses(), use.evictions());
  }

  /** Ends the loop, from any thread. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** Gives up the looks that go on, and lets go of everything. */
  @Override
  public void close() {
    stop();
    watches.tasks().forEach(ScanTask::cancel);
    looks.close(timing.lastWait());
    server.close();
    List<Sink> lastFirst = new ArrayList<>(sinks);
    Collections.reverse(lastFirst);
    lastFirst.forEach(Sink::close);
    cluster.ifPresent(Cluster::close);
  }
}
