package io.driftwatch.agent;

import io.driftwatch.agent.ContainerSource.Found;
import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.config.Outcome;
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
  private final LookStarter looks;
  private final Optional<ConfigurationFile> file;
  private final AtomicReference<Configuration> configuration;
  private final Conditions conditions;
  private final AgentMetrics metrics;
  private final Heart heart;
  private final Time time;
  private final Timing timing;
  private final Alarm pass;
  private final Alarm search;
  private final Alarm configurationCheck;
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
      LookStarter looks,
      Optional<ConfigurationFile> file,
      AtomicReference<Configuration> configuration,
      Conditions conditions,
      AgentMetrics metrics,
      Heart heart,
      Time time,
      Timing timing) {
    this.source = source;
    this.watches = watches;
    this.looks = looks;
    this.file = file;
    this.configuration = configuration;
    this.conditions = conditions;
    this.metrics = metrics;
    this.heart = heart;
    this.time = time;
    this.timing = timing;
    this.pass = new Alarm(time);
    this.search = new Alarm(time);
    this.configurationCheck = new Alarm(time);
    pass.in(Duration.ZERO);
    configurationCheck.in(timing.configurationCheck());
    metrics.scanInterval(configuration.get().scanInterval());
    metrics.configLoaded(time.now());
  }

  /** Does what is due. */
  void tick() {
    heart.beats();
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
    try (Found found = source.find()) {
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
    Outcome outcome = changed.check();
    if (outcome instanceof Outcome.Reloaded reloaded) {
      configuration.set(reloaded.configuration());
      pass.within(untilNextPass());
      looks.rate().set(reloaded.configuration().hashRate());
      metrics.scanInterval(reloaded.configuration().scanInterval());
      metrics.configLoaded(time.now());
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
}
