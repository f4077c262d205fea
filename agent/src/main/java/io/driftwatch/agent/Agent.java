package io.driftwatch.agent;

import io.driftwatch.cache.FileCache;
import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.config.Outcome;
import io.driftwatch.discover.Arrivals;
import io.driftwatch.discover.Discovery;
import io.driftwatch.export.DriftLog;
import io.driftwatch.export.DriftLog.Condition;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.memory.ContainerRecord;
import io.driftwatch.memory.StateFolder;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.metrics.AgentMetrics;
import io.driftwatch.metrics.CacheUse;
import io.driftwatch.metrics.MetricsServer;
import io.driftwatch.metrics.Sources;
import io.driftwatch.report.ContainerState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Watches the containers of a node until it is told to stop. Its loop, on the caller's thread, only
 * finds containers and hands them out; others look at them.
 */
public final class Agent implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Agent.class.getName());

  /** How often it is looked whether containers came or went. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private static final Duration CONFIGURATION_CHECK = Duration.ofSeconds(5);

  /** How long after a container may have started it is searched for. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final double JITTER = 0.1;

  /** Within which looks that go on must come to their end. */
  private static final Duration LAST_WAIT = Duration.ofMillis(500);

  private static final String CONFIGURATION = "config";
  private static final String LOOP = "loop";
  private static final String DISCOVERY = "discovery";

  private final HostRoot host;
  private final AgentSettings settings;
  private final ClusterView cluster;
  private final LineQueue lines;
  private final Conditions conditions;
  private final AgentMetrics metrics;
  private final MetricsServer server;
  private final LookStarter looks;
  private final Watches watches;
  private final Heart heart = new Heart();
  private final Alarm pass = new Alarm();
  private final Alarm search = new Alarm();
  private final Alarm configurationCheck = new Alarm();

  private volatile Configuration configuration;
  private volatile boolean stopped;
  private long countedBytes;
  private boolean passing;

  /**
   * An agent that serves its metrics already, and has not looked at anything.
   *
   * @param host the node, which stays the caller's
   * @param cluster the cluster that the node belongs to
   * @throws IOException when metrics cannot be served
   */
  public Agent(HostRoot host, ClusterView cluster, AgentSettings settings) throws IOException {
    this.host = host;
    this.settings = settings;
    this.cluster = cluster;
    this.configuration =
        settings.configuration().map(ConfigurationFile::current).orElse(Configuration.DEFAULT);
    this.metrics =
        new AgentMetrics(
            settings.build(),
            new Sources(this::states, this::ruleMatches, this::cacheUse),
            cluster.results());
    this.lines = new LineQueue(settings.out(), metrics::logLinesDropped);
    DriftLog log = new DriftLog(settings.build().node());
    this.conditions = new Conditions(log, lines, settings.clock());
    StateFolder<ContainerRecord> state =
        new StateFolder<>(settings.state().resolve("containers"), ContainerRecord.class);
    Reporter reporter =
        new Reporter(
            log,
            lines,
            conditions,
            cluster,
            metrics,
            state,
            WriteMemory.open(settings.state()),
            () -> configuration.eventSeverity(),
            settings.clock());
    this.looks =
        new LookStarter(
            host, settings.privileges(), () -> configuration, reporter, settings.clock());
    this.watches =
        new Watches(
            cluster,
            reporter,
            looks::start,
            container -> configuration.policy().problems(container),
            settings.clock());
    this.watches.restore(state.loadAll());
    this.server = MetricsServer.start(settings.listen(), metrics, heart::notReady, heart::stuck);
    cluster.start(metrics::event);
    tellOfStart();
  }

  private void tellOfStart() {
    metrics.scanInterval(configuration.scanInterval());
    metrics.configLoaded(settings.clock().instant());
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

  /**
   * Watches until {@link #stop}.
   *
   * @throws CannotLookException when not even the processes of the node can be listed
   */
  public void run() throws CannotLookException {
    Arrivals arrivals = new Arrivals(host);
    pass.in(Duration.ZERO);
    configurationCheck.in(CONFIGURATION_CHECK);
    while (!stopped) {
      heart.beats();
      if (configurationCheck.rings()) {
        configurationCheck.in(CONFIGURATION_CHECK);
        settings.configuration().ifPresent(this::check);
      }
      tick(arrivals);
      pause();
    }
  }

  /** A fault of ours in one tick, perhaps about one container, must not be the end of all. */
  private void tick(Arrivals arrivals) {
    try {
      find(arrivals);
      count();
      conditions.end(LOOP);
    } catch (CannotLookException e) {
      conditions.begin(new Condition(LOOP, e.reason().id(), String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the loop", e);
      conditions.begin(new Condition(LOOP, Reason.FAULT.id(), String.valueOf(e)));
    }
  }

  /** Finds containers when it is time for a pass, or when one may have started. */
  private void find(Arrivals arrivals) throws CannotLookException {
    if (arrivals.check() && !search.isSet()) {
      search.in(SOON);
    }
    watches.sweep(arrivals);
    boolean isPass = pass.rings();
    if (isPass) {
      pass.in(untilNextPass());
    }
    if (isPass || search.rings()) {
      search.off();
      discover(arrivals, isPass);
    }
  }

  private Duration untilNextPass() {
    double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
    return Duration.ofNanos((long) (configuration.scanInterval().toNanos() * jitter));
  }

  private void discover(Arrivals arrivals, boolean isPass) {
    if (isPass && passing) {
      metrics.passed();
    }
    try (Discovery discovery = Discovery.ofRuntimes(host)) {
      if (watches.update(discovery, isPass)) {
        search.in(SOON);
      }
      arrivals.know(discovery);
      passing |= isPass;
      conditions.end(DISCOVERY);
    } catch (CannotLookException e) {
      metrics.couldNotLook(e.reason());
      conditions.begin(new Condition(DISCOVERY, e.reason().id(), String.valueOf(e.getMessage())));
    }
  }

  private void check(ConfigurationFile file) {
    Outcome outcome = file.check();
    if (outcome instanceof Outcome.Reloaded reloaded) {
      configuration = reloaded.configuration();
      pass.within(untilNextPass());
      looks.rate().set(configuration.hashRate());
      metrics.scanInterval(configuration.scanInterval());
      metrics.configLoaded(settings.clock().instant());
      conditions.end(CONFIGURATION);
    } else if (outcome instanceof Outcome.Refused refused) {
      metrics.configRefused();
      conditions.begin(new Condition(CONFIGURATION, "refused", refused.message()));
    }
  }

  private void count() {
    if (passing && watches.areSeen()) {
      passing = false;
      metrics.passed();
      heart.isReady();
    }
    long bytes = looks.rate().total();
    metrics.hashed(bytes - countedBytes);
    countedBytes = bytes;
  }

  private List<ContainerState> states() {
    return watches.states();
  }

  /** How many findings there are of each rule, of those without any too. */
  private Map<String, Long> ruleMatches() {
    Map<String, Long> matches = new HashMap<>();
    configuration.policy().names().forEach(name -> matches.put(name, 0L));
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

  private synchronized void pause() {
    long deadline = System.nanoTime() + TICK.toNanos();
    long left = TICK.toMillis();
    while (!stopped && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        stopped = true;
        Thread.currentThread().interrupt();
      }
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
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
    watches.tasks().forEach(LookTask::cancel);
    looks.close(LAST_WAIT);
    server.close();
    cluster.close();
    lines.close();
  }
}
