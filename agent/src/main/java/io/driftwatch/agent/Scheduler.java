package io.driftwatch.agent;

import io.driftwatch.agent.ContainerSource.Containers;
import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.config.Reload;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.metrics.AgentMetrics;
import io.driftwatch.sink.Condition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the agent does every few seconds: it finds containers when one may have come or when it is
 * time for a pass, hands them out to be looked at, and takes over a changed configuration. It waits
 * for nobody.
 */
final class Scheduler {

  private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());

  private static final String CONFIGURATION = "config";
  private static final String LOOP = "loop";
  private static final String DISCOVERY = "discovery";

  private final ContainerSource source;
  private final Watches watches;
  private final ScanStarter looks;
  private final Optional<ConfigurationFile> file;
  private final AtomicReference<Configuration> configuration;
  private final Conditions conditions;
  private final AgentMetrics metrics;
  private final Liveness liveness;
  private final Time time;
  private final Timing timing;
  private final Timer pass;
  private final Timer search;
  private final Timer configurationCheck;
  private long countedBytes;
  private boolean passing;

  /**
   * A schedule, by which the first pass is due.
   *
   * @param file where the configuration is read again
   * @param configuration what holds, for all who go by it
   */
  Scheduler(
      ContainerSource source,
      Watches watches,
      ScanStarter looks,
      Optional<ConfigurationFile> file,
      AtomicReference<Configuration> configuration,
      Conditions conditions,
      AgentMetrics metrics,
      Liveness liveness,
      Time time,
      Timing timing) {
    this.source = source;
    this.watches = watches;
    this.looks = looks;
    this.file = file;
    this.configuration = configuration;
    this.conditions = conditions;
    this.metrics = metrics;
    this.liveness = liveness;
    this.time = time;
    this.timing = timing;
    this.pass = new Timer(time);
    this.search = new Timer(time);
    this.configurationCheck = new Timer(time);
    pass.in(Duration.ZERO);
    configurationCheck.in(timing.configurationCheck());
    metrics.scanInterval(configuration.get().scanInterval());
    metrics.configLoaded(time.now());
  }

  /** Does what is due. */
  void tick() {
    liveness.beats();
    if (configurationCheck.rings()) {
      configurationCheck.in(timing.configurationCheck());
      file.ifPresent(this::check);
    }
    // A fault of ours in one tick, perhaps about one container, must not be the end of all.
    try {
      find();
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
  private void find() throws CannotLookException {
    if (source.mayHaveNews() && !search.isSet()) {
      search.in(timing.soon());
    }
    watches.sweep(source);
    boolean isPass = pass.rings();
    if (isPass) {
      pass.in(untilNextPass());
    }
    if (isPass || search.rings()) {
      search.off();
      discover(isPass);
    }
  }

  private Duration untilNextPass() {
    double part = 1 + timing.jitter() * ThreadLocalRandom.current().nextDouble(-1, 1);
    return Duration.ofNanos((long) (configuration.get().scanInterval().toNanos() * part));
  }

  private void discover(boolean isPass) {
    if (isPass && passing) {
      metrics.passed();
    }
    try (Containers found = source.find()) {
      if (watches.update(found, isPass)) {
        search.in(timing.soon());
      }
      passing |= isPass;
      conditions.end(DISCOVERY);
    } catch (CannotLookException e) {
      metrics.couldNotLook(e.reason());
      conditions.begin(new Condition(DISCOVERY, e.reason().id(), String.valueOf(e.getMessage())));
    }
  }

  private void check(ConfigurationFile changed) {
    Reload reload = changed.check();
    if (reload instanceof Reload.Reloaded reloaded) {
      configuration.set(reloaded.configuration());
      pass.within(untilNextPass());
      looks.rate().set(reloaded.configuration().hashRate());
      metrics.scanInterval(reloaded.configuration().scanInterval());
      metrics.configLoaded(time.now());
      conditions.end(CONFIGURATION);
    } else if (reload instanceof Reload.Refused refused) {
      metrics.configRefused();
      conditions.begin(new Condition(CONFIGURATION, "refused", refused.message()));
    }
  }

  private void count() {
    if (passing && watches.areSeen()) {
      passing = false;
      metrics.passed();
      liveness.becomesReady();
    }
    long bytes = looks.rate().total();
    metrics.hashed(bytes - countedBytes);
    countedBytes = bytes;
  }
}
