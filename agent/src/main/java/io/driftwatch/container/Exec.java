package io.driftwatch.container;

import java.time.Duration;
import java.util.List;

/**
 * A command that is to be run in a container, by its specification.
 *
 * @param field which says so, from the container's on: {@code startupProbe.exec.command}
 * @param argv the program and its arguments, as they are handed to execve(2): no shell reads them
 * @param from how long after the container's start it is run for the first time, at the earliest
 * @param due how long after the container's start it has been run for the first time, at the latest
 * @param limit how long it may take before it is ended
 */
public record Exec(String field, List<String> argv, Duration from, Duration due, Duration limit) {

  /** Decades: more than any container runs, and little enough to be added up. */
  public static final Duration NEVER = Duration.ofSeconds(1_000_000_000);

  public Exec {
    argv = List.copyOf(argv);
  }

  /** One that is run when the container starts, and takes its time. */
  public static Exec atStart(String field, List<String> argv, Duration due) {
    return new Exec(field, argv, Duration.ZERO, due, NEVER);
  }
}
