package io.driftwatch.agent;

import io.driftwatch.cache.FileCache;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.discover.HeldContainer;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Priority;
import io.driftwatch.linux.Privileges;
import io.driftwatch.linux.ProcessDirectory;
import io.driftwatch.linux.SharedMappings;
import io.driftwatch.scan.ContainerScanner;
import io.driftwatch.walk.Failure;
import io.driftwatch.walk.FileMemory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Starts looks at containers, and has what they share. */
final class LookStarter {

  /** Some ten thousand files, which is what drifting containers of a node write. */
  private static final long CACHE_BYTES = 16L << 20;

  /** About once an hour nothing that is remembered counts. */
  private static final int LOOKS_UNTIL_FULL = 60;

  private final HostRoot host;
  private final ContainerScanner scanner;
  private final Supplier<Configuration> configuration;
  private final Reporter reporter;
  private final Clock clock;
  private final FileCache cache = new FileCache(CACHE_BYTES);
  private final Turns turns = new Turns();
  private final AtomicInteger threads = new AtomicInteger();
  private final Crew crew = new Crew(this::newThread);
  private final ReadRate rate;

  LookStarter(
      HostRoot host,
      Privileges privileges,
      Supplier<Configuration> configuration,
      Reporter reporter,
      Clock clock) {
    this.host = host;
    this.scanner = new ContainerScanner(host, privileges, DigestPolicy.NEEDED);
    this.configuration = configuration;
    this.reporter = reporter;
    this.clock = clock;
    this.rate = new ReadRate(configuration.get().hashRate(), System::nanoTime);
  }

  private Thread newThread(Runnable work) {
    Runnable behind =
        () -> {
          Priority.lowerThisThread();
          work.run();
        };
    Thread thread = new Thread(behind, "look-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
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
    LookTask task =
        new LookTask(watch, held, () -> plan(watch, processes), turns.place(), rate, reporter);
    watch.begins(task);
    synchronized (crew) {
      // Another look that ends would start this one before it knows its job.
      task.runsAs(crew.add(task));
      crew.startNext();
    }
  }

  private LookPlan plan(Watch watch, List<Integer> processes) {
    Configuration now = configuration.get();
    Instant startedAt = clock.instant();
    return new LookPlan(
        scanner,
        now.policy(),
        memory(watch, startedAt, processes),
        now.budget(),
        now.volumeExecutables(),
        startedAt);
  }

  private FileMemory memory(Watch watch, Instant startedAt, List<Integer> processes) {
    long turn = watch.looks() + Math.floorMod(watch.key().hashCode(), LOOKS_UNTIL_FULL);
    Supplier<Predicate<FileStat>> mapped = () -> mappedBy(processes);
    return turn % LOOKS_UNTIL_FULL == 0
        ? cache.ofFullPass(startedAt, mapped)
        : cache.ofPass(startedAt, mapped);
  }

  /**
   * Only of the container's own: a process can make whoever asks for its mappings wait. Where they
   * are not known, any file may be mapped.
   */
  private Predicate<FileStat> mappedBy(List<Integer> pids) {
    if (pids.isEmpty()) {
      return file -> true;
    }
    List<ProcessDirectory> processes = new ArrayList<>();
    try {
      for (int pid : pids) {
        host.proc().find(pid).ifPresent(processes::add);
      }
      return SharedMappings.of(processes)::mayBeMapped;
    } catch (CannotLookException | RuntimeException e) {
      Failure.reason(e);
      return file -> true;
    } finally {
      processes.forEach(ProcessDirectory::close);
    }
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
    crew.close(patience);
  }
}
