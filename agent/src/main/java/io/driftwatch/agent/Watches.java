package io.driftwatch.agent;

import io.driftwatch.agent.ContainerSource.Containers;
import io.driftwatch.container.Container;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.memory.StoredContainer;
import io.driftwatch.report.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The containers of this node that are watched, as they come and go. Only the agent's loop calls
 * what changes them.
 */
final class Watches {

  /** In how many passes in a row a container whose process lives may be missing. */
  private static final int MISSES = 2;

  private final Pods pods;
  private final Reporter reporter;
  private final Starter starter;
  private final Function<Container, List<String>> problems;
  private final Time time;
  private final Timing timing;
  private final Map<String, Watch> all = new ConcurrentHashMap<>();
  private final Map<String, Integer> missed = new HashMap<>();

  /** When each container was met. */
  private final Map<String, Instant> met = new HashMap<>();

  private final RemovedContainers departed;

  /** Starts looks. */
  @FunctionalInterface
  interface Starter {

    /**
     * Starts a look at a container.
     *
     * @param processes that share its files
     */
    void start(Watch watch, RunningContainer container, List<Integer> processes);
  }

  Watches(
      Pods pods,
      Reporter reporter,
      Starter starter,
      Function<Container, List<String>> problems,
      Time time,
      Timing timing) {
    this.pods = pods;
    this.reporter = reporter;
    this.starter = starter;
    this.problems = problems;
    this.time = time;
    this.timing = timing;
    this.departed = new RemovedContainers(reporter, time, timing.departed());
  }

  /** Takes up what was known before the agent was started anew. */
  void restore(List<StoredContainer> records) {
    for (StoredContainer record : records) {
      if (record.departed()) {
        departed.add(Watch.of(record, time));
      } else {
        all.put(record.key(), Watch.of(record, time));
      }
    }
  }

  /**
   * Goes by what was found: looks at all containers, or at those that were not looked at yet.
   *
   * @return whether a container is to be looked at soon that is not yet
   */
  boolean update(Containers discovery, boolean isPass) {
    boolean young = false;
    Map<String, RunningContainer> found = byKey(discovery.containers());
    for (Map.Entry<String, RunningContainer> next : found.entrySet()) {
      Container container = pods.enrich(next.getValue().container());
      if (isYoung(container) || isAwaited(next.getKey(), container)) {
        young = true;
        continue;
      }
      Watch watch = all.get(next.getKey());
      if (watch == null) {
        watch = arrived(next.getKey(), container, found.keySet());
        all.put(watch.key(), watch);
      }
      watch.is(container);
      reporter.annotations(watch, problems.apply(container));
      look(watch, next.getValue().with(container), discovery, isPass);
    }
    missed.keySet().removeAll(found.keySet());
    met.keySet().retainAll(found.keySet());
    if (isPass) {
      departMissing(found.keySet());
      // Of those that are not looked at yet, something may have been told before a restart.
      reporter.retain(
          Stream.concat(
                  all.values().stream().map(Watch::container),
                  found.values().stream().map(RunningContainer::container))
              .map(Container::id)
              .toList());
    }
    return young;
  }

  /** One that is there anew, with what is known of its files. */
  private Watch arrived(String key, Container container, Set<String> found) {
    Optional<Watch> again = departed.take(key);
    if (again.isPresent()) {
      return again.get();
    }
    Watch watch = new Watch(key, container, time);
    for (Watch before : List.copyOf(all.values())) {
      if (!found.contains(before.key()) && before.isSucceededBy(watch)) {
        depart(before.key());
      }
    }
    departed.takeBefore(watch).ifPresent(before -> reporter.succeeded(before, watch));
    return watch;
  }

  private void look(Watch watch, RunningContainer container, Containers discovery, boolean isPass) {
    Optional<ScanTask> task = watch.task();
    if (task.isPresent()) {
      if (isPass) {
        task.get().nextPass();
      }
    } else if (isPass || watch.looks() == 0) {
      starter.start(watch, container, discovery.processesOf(container));
    }
  }

  /** A clock that was set back must not make all containers young for ever. */
  private boolean isYoung(Container container) {
    Duration age = Duration.between(container.startedAt(), time.now());
    return !age.isNegative() && age.compareTo(timing.young()) < 0;
  }

  /**
   * Whether the API server may yet say what a container declares: without that its first look would
   * take for drift what a probe does.
   */
  private boolean isAwaited(String key, Container container) {
    Instant now = time.now();
    Instant since = met.computeIfAbsent(key, first -> now);
    boolean isLooked = all.containsKey(key) && all.get(key).looks() > 0;
    Duration waited = Duration.between(since, now);
    return !isLooked
        && pods.mayLearnMoreOf(container)
        && !waited.isNegative()
        && waited.compareTo(timing.patience()) < 0;
  }

  /** Two of one runtime may have one name, in namespaces of the runtime's. */
  static Map<String, RunningContainer> byKey(List<RunningContainer> containers) {
    Map<String, RunningContainer> byKey = new LinkedHashMap<>();
    Set<String> twice = new HashSet<>();
    Set<String> once = new HashSet<>();
    for (RunningContainer container : containers) {
      if (!once.add(key(container))) {
        twice.add(key(container));
      }
    }
    for (RunningContainer container : containers) {
      String key = key(container);
      byKey.put(twice.contains(key) ? key + "/" + container.container().pid() : key, container);
    }
    return byKey;
  }

  /** An ordinary user's container may have any id, and is not to be taken for another's. */
  private static String key(RunningContainer container) {
    String user = container.root().layerOwners().map(ids -> ids.name() + "/").orElse("");
    return container.container().runtime().id() + "/" + user + container.container().id();
  }

  /** A process that cannot be read for a moment is no reason to forget its container. */
  private void departMissing(Set<String> found) {
    missed.keySet().retainAll(all.keySet());
    for (String key : List.copyOf(all.keySet())) {
      if (!found.contains(key) && missed.merge(key, 1, Integer::sum) >= MISSES) {
        depart(key);
      }
    }
  }

  /** Lets go of containers whose process has ended, and sees to looks that hang. */
  void sweep(ContainerSource processes) {
    for (Watch watch : List.copyOf(all.values())) {
      watch.task().ifPresent(task -> task.check());
      if (watch.looks() > 0 && !processes.isRunning(watch.container().pid())) {
        depart(watch.key());
      }
      reporter.tellOmitted(watch);
    }
    departed.expire();
  }

  private void depart(String key) {
    Watch watch = all.remove(key);
    missed.remove(key);
    watch.task().ifPresent(ScanTask::cancel);
    reporter.removed(watch);
    departed.add(watch);
  }

  /** How every container stands that was looked at. */
  List<ContainerState> states() {
    List<ContainerState> states = new ArrayList<>();
    all.values().forEach(watch -> watch.state().ifPresent(states::add));
    return states;
  }

  /** The looks that go on. */
  Collection<ScanTask> tasks() {
    List<ScanTask> tasks = new ArrayList<>();
    all.values().forEach(watch -> watch.task().ifPresent(tasks::add));
    return tasks;
  }

  /**
   * Whether every container is looked at that a look has begun at, or was as far as a pass went.
   */
  boolean areSeen() {
    return all.values().stream().noneMatch(w -> w.state().isEmpty() && w.task().isPresent());
  }
}
