package io.driftwatch.metrics;

import io.driftwatch.file.Reason;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.ClassLoadingExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.prometheus.client.hotspot.VersionInfoExports;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Everything that is counted. The agent's loop tells it what happens; what is known of containers,
 * rules and the cache, it asks for at each scrape. Methods may be called from any thread, take no
 * lock that a scrape holds, and throw nothing.
 */
public final class AgentMetrics implements Sink {

  /** Seconds: from a container without changes to the time budget of one look. */
  private static final double[] LOOK_SECONDS = {0.005, 0.02, 0.1, 0.5, 2, 5, 15, 60, 300, 900};

  private static final double NANOS = 1e9;

  private final CollectorRegistry registry = new CollectorRegistry();

  private final Gauge scanInterval =
      gauge("scan_interval_seconds", "Time from the start of a pass to that of the next.");
  private final Histogram look =
      Histogram.build("driftwatch_scan_duration_seconds", "Time that a look at a container took.")
          .buckets(LOOK_SECONDS)
          .register(registry);
  private final Counter scans = counter("scans_total", "Passes over the node that ended.");
  private final Counter scanErrors =
      counter("scan_errors_total", "Looks at containers that left something out.", "reason");
  private final Counter hashedBytes =
      counter("hashed_bytes_total", "Content that was read to be compared or hashed.");
  private final Counter events =
      counter("events_total", "Kubernetes Events, by what became of them.", "result");
  private final Counter logLinesDropped =
      counter("log_lines_dropped_total", "Lines of the log of findings that were left out.");
  private final Gauge configLoaded =
      gauge("config_last_reload_successful", "Whether the configuration was last taken.");
  private final Gauge configLoadedAt =
      gauge(
          "config_last_reload_success_timestamp_seconds", "When the configuration was last taken.");
  private final Gauge capabilityMissing =
      gauge("capability_missing", "Whether the agent lacks a capability it needs.", "capability");
  private final Counter stateWriteFailures =
      counter("state_write_failures_total", "Attempts to write the agent's state that failed.");
  private final Gauge stateWritable =
      gauge("state_writable", "Whether the last attempt to write the agent's state succeeded.");

  /**
   * Nothing has happened yet.
   *
   * @param eventResults what may become of an Event: the closed list of {@link #event}
   */
  public AgentMetrics(Build build, Sources sources, Collection<String> eventResults) {
    for (Reason reason : Reason.values()) {
      scanErrors.labels(reason.id());
    }
    eventResults.forEach(result -> events.labels(LabelText.of(result)));
    stateWritable.set(1);
    Info info =
        Info.build("driftwatch_build", "What runs, and where.")
            .labelNames("version", "java", "node")
            .register(registry);
    info.labels(
            LabelText.of(build.version()), LabelText.of(build.java()), LabelText.of(build.node()))
        .info();
    registry.register(new SuppliedMetrics(sources));
    registry.register(new ContainerMetrics(sources.containers(), build.node()));
    registerJvm();
  }

  /** The time from the start of a pass to that of the next. */
  public void scanInterval(Duration interval) {
    scanInterval.set(seconds(interval));
  }

  /** A pass over the node ended. */
  public void passed() {
    scans.inc();
  }

  @Override
  public void scanned(ScanOutcome outcome) {
    if (outcome.hasEnded()) {
      look.observe(seconds(outcome.worked()));
    }
    outcome.report().reason().ifPresent(this::couldNotLook);
  }

  /** A container could not be looked at, or not fully; or none could be found. */
  public void couldNotLook(Reason reason) {
    scanErrors.labels(reason.id()).inc();
  }

  /** Content was read to be compared or hashed. */
  public void hashed(long bytes) {
    hashedBytes.inc((double) Math.max(0, bytes));
  }

  /**
   * Something became of an Event.
   *
   * @param result one of those that were given at the start
   */
  public void event(String result) {
    events.labels(LabelText.of(result)).inc();
  }

  /** Lines of the log of findings were left out. */
  public void logLinesDropped(long lines) {
    logLinesDropped.inc((double) Math.max(0, lines));
  }

  /** A configuration was taken. */
  public void configLoaded(Instant at) {
    configLoaded.set(1);
    configLoadedAt.set(at.getEpochSecond() + at.getNano() / NANOS);
  }

  /** A new configuration was refused, and the old one stays. */
  public void configRefused() {
    configLoaded.set(0);
  }

  /**
   * Whether the agent lacks a capability that it needs.
   *
   * @param capability as capabilities(7) has it
   */
  public void capabilityMissing(String capability, boolean missing) {
    capabilityMissing.labels(LabelText.of(capability)).set(missing ? 1 : 0);
  }

  /** The agent's state was written. */
  public void stateWritten() {
    stateWritable.set(1);
  }

  /** The agent's state could not be written. */
  public void stateNotWritten() {
    stateWritable.set(0);
    stateWriteFailures.inc();
  }

  CollectorRegistry registry() {
    return registry;
  }

  /** Those that are cheap: without allocations by pool, which takes a listener that never goes. */
  private void registerJvm() {
    List.of(
            new StandardExports(),
            new MemoryPoolsExports(),
            new BufferPoolsExports(),
            new GarbageCollectorExports(),
            new ThreadExports(),
            new ClassLoadingExports(),
            new VersionInfoExports())
        .forEach(registry::register);
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.build("driftwatch_" + name, help).labelNames(labels).register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.build("driftwatch_" + name, help).labelNames(labels).register(registry);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
