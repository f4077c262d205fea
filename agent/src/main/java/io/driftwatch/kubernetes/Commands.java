package io.driftwatch.kubernetes;

import io.driftwatch.container.Exec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that a specification has run in a container, and when that was done at latest. */
final class Commands {

  /** What a container's start takes, and what it does first. */
  private static final Duration START = Duration.ofSeconds(60);

  /** For the kubelet, which begins a probe at any time within its period. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final List<Exec> commands = new ArrayList<>();

  private Commands() {}

  /** In the order of the fields. */
  static List<Exec> of(Container container) {
    Commands all = new Commands();
    Optional.ofNullable(container.getLifecycle())
        .map(Lifecycle::getPostStart)
        .map(LifecycleHandler::getExec)
        .ifPresent(exec -> all.add("lifecycle.postStart.exec.command", exec.getCommand(), START));
    // The others wait for the startup probe, whatever that asks.
    Duration started = rounds(container.getStartupProbe());
    Duration starting = delay(container.getStartupProbe());
    all.addProbe("startupProbe", container.getStartupProbe(), Duration.ZERO, Duration.ZERO);
    all.addProbe("livenessProbe", container.getLivenessProbe(), starting, started);
    all.addProbe("readinessProbe", container.getReadinessProbe(), starting, started);
    all.addEntrypoint(container);
    return all.commands;
  }

  /** Arguments alone are the image's program's: which words those make only the runtime knows. */
  private void addEntrypoint(Container container) {
    List<String> words = new ArrayList<>(orEmpty(container.getCommand()));
    String field = words.isEmpty() ? "args" : "command";
    words.addAll(orEmpty(container.getArgs()));
    add(field, words, START);
  }

  /**
   * @param from when it may begin at the earliest, but for its own delay
   * @param before when it begins at the latest
   */
  private void addProbe(String name, Probe probe, Duration from, Duration before) {
    Optional<List<String>> command =
        Optional.ofNullable(probe).map(Probe::getExec).map(ExecAction::getCommand);
    if (command.isPresent() && !command.get().isEmpty()) {
      Duration delay = delay(probe);
      commands.add(
          new Exec(
              name + ".exec.command",
              command.get(),
              delay.compareTo(from) > 0 ? delay : from,
              before.plus(rounds(probe)).plus(SLACK),
              Duration.ofSeconds(Math.max(1, orElse(probe.getTimeoutSeconds(), 1)))));
    }
  }

  private void add(String field, List<String> argv, Duration due) {
    if (argv != null && !argv.isEmpty()) {
      commands.add(Exec.atStart(field, argv, due));
    }
  }

  private static Duration delay(Probe probe) {
    return probe == null
        ? Duration.ZERO
        : Duration.ofSeconds(orElse(probe.getInitialDelaySeconds(), 0));
  }

  /** How long a probe may fail before the container is restarted. */
  private static Duration rounds(Probe probe) {
    if (probe == null) {
      return Duration.ZERO;
    }
    long rounds = orElse(probe.getPeriodSeconds(), 10) * orElse(probe.getFailureThreshold(), 3);
    long seconds = rounds + orElse(probe.getTimeoutSeconds(), 1);
    Duration all = delay(probe).plusSeconds(seconds);
    return all.compareTo(Exec.NEVER) < 0 ? all : Exec.NEVER;
  }

  /** What the API server fills in where nothing is said; a static pod's file may not have it. */
  private static long orElse(Integer said, long otherwise) {
    return said == null || said < 0 ? otherwise : said;
  }

  private static List<String> orEmpty(List<String> words) {
    return words == null ? List.of() : words;
  }
}
