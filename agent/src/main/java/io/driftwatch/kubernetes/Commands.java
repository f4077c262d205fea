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

  /** Decades: what the fields' numbers come to at most could not be added up. */
  private static final long NEVER_SECONDS = 1_000_000_000;

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
    all.addProbe("startupProbe", container.getStartupProbe(), Duration.ZERO);
    all.addProbe("livenessProbe", container.getLivenessProbe(), started);
    all.addProbe("readinessProbe", container.getReadinessProbe(), started);
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

  private void addProbe(String name, Probe probe, Duration before) {
    Optional<List<String>> command =
        Optional.ofNullable(probe).map(Probe::getExec).map(ExecAction::getCommand);
    if (command.isPresent()) {
      add(name + ".exec.command", command.get(), before.plus(rounds(probe)).plus(SLACK));
    }
  }

  private void add(String field, List<String> argv, Duration due) {
    if (argv != null && !argv.isEmpty()) {
      commands.add(new Exec(field, argv, due));
    }
  }

  /** How long a probe may fail before the container is restarted. */
  private static Duration rounds(Probe probe) {
    if (probe == null) {
      return Duration.ZERO;
    }
    long rounds = orElse(probe.getPeriodSeconds(), 10) * orElse(probe.getFailureThreshold(), 3);
    long seconds =
        orElse(probe.getInitialDelaySeconds(), 0) + rounds + orElse(probe.getTimeoutSeconds(), 1);
    return Duration.ofSeconds(Math.min(seconds, NEVER_SECONDS));
  }

  /** What the API server fills in where nothing is said; a static pod's file may not have it. */
  private static long orElse(Integer said, long otherwise) {
    return said == null || said < 0 ? otherwise : said;
  }

  private static List<String> orEmpty(List<String> words) {
    return words == null ? List.of() : words;
  }
}
