package io.driftwatch.agent;

import io.driftwatch.config.Configuration;
import io.driftwatch.discover.HeldContainer;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.walk.FileCache;
import io.driftwatch.walk.FileMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Starts looks at containers, and has what they share. */
final class ScanStarter {

  /** Some ten thousand files, which is what drifting containers of a node write. */
  private static final long CACHE_BYTES = 16L << 20;

  /** About once an hour nothing that is remembered counts. */
  private static final int LOOKS_UNTIL_FULL = 60;

  private final Scanner scanner;
  private final Mappings mappings;
  private final Supplier<Configuration> configuration;
  private final Reporter reporter;
  private final Time time;
  private final Timing timing;
  private final FileCache cache = new FileCache(CACHE_BYTES);
  private final FairScheduler turns;
  private final ScanPool pool;
  private final ReadRate rate;

  ScanStarter(
      Scanner scanner,
      Mappings mappings,
      Supplier<Configuration> configuration,
      Reporter reporter,
      ScanPool pool,
      Time time,
      Timing timing) {
    this.scanner = scanner;
    this.mappings = mappings;
    this.configuration = configuration;
    this.reporter = reporter;
    this.pool = pool;
    this.time = time;
    this.timing = timing;
    this.turns = new FairScheduler(time, timing.overdue());
    this.rate = new ReadRate(configuration.get().hashRate(), time::nanos);
  }

  /**
   * Starts a look at a container, as soon as a thread is free.
   *
   * @param processes that share its files
   */
  void start(Watch watch, RunningContainer container, List<Integer> processes) {
    HeldContainer held;
    try {
      held = HeldContainer.of(container);
    } catch (CannotLookException ended) {
      return;
    }
    ScanTask task =
        new ScanTask(
            watch, held, () -> plan(watch, processes), turns.place(), rate, reporter, time, timing);
    watch.begins(task);
    synchronized (pool) {
      // Another look that ends would start this one before it knows its job.
      task.runsAs(pool.add(task));
      pool.startNext();
    }
  }

  private ScanPlan plan(Watch watch, List<Integer> processes) {
    Configuration now = configuration.get();
    Instant startedAt = time.now();
    return new ScanPlan(
        scanner,
        now.policy(),
        memory(watch, startedAt, processes),
        now.budget(),
        now.volumeExecutables(),
        startedAt);
  }

  private FileMemory memory(Watch watch, Instant startedAt, List<Integer> processes) {
    long turn = watch.looks() + Math.floorMod(watch.key().hashCode(), LOOKS_UNTIL_FULL);
    Supplier<Predicate<FileStat>> mapped = () -> mappings.of(processes);
    return turn % LOOKS_UNTIL_FULL == 0
        ? cache.ofFullPass(startedAt, mapped)
        : cache.ofPass(startedAt, mapped);
  }

  FileCache cache() {
    return cache;
  }

  ReadRate rate() {
    return rate;
  }

  /** Lets looks that go on come to their end, which must have been asked of them. */
  void close(Duration patience) {
    turns.close();
    pool.close(patience);
  }
}
