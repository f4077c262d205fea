package io.driftwatch.container;

import java.time.Duration;
import java.util.List;

/**
 * A command that is to be run in a container, by its specification.
 *
 * @param field which says so, from the container's on: {@code startupProbe.exec.command}
 * @param argv the program and its arguments, as they are handed to execve(2): no shell reads them
 * @param due how long after the container's start it has been run for the first time, at the latest
 */
public record Exec(String field, List<String> argv, Duration due) {

  public Exec {
    argv = List.copyOf(argv);
  }
}
