package io.driftwatch.cli;

import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which containers of which node a command is about. */
final class Selection {

  @Option(
      names = "--container",
      paramLabel = "ID|NAME",
      description = "Only the container with this name, or whose id begins so.")
  private String container;

  @Option(
      names = "--pod",
      paramLabel = "NS/NAME",
      description = "Only the containers of this pod; for scan and list, also its sandbox.")
  private String pod;

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      description = "Only the containers of pods in this Kubernetes namespace.")
  private String namespace;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Any process whose root is an overlay, whoever started it; you vouch for it.")
  private Integer pid;

  @Option(
      names = "--host-root",
      paramLabel = "DIR",
      defaultValue = "/",
      showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
      description = "Where the node's root is mounted, proc included.")
  private String hostRoot;

  /** What is done with the containers that were found. */
  @FunctionalInterface
  interface Use<R> {

    /**
     * Does it.
     *
     * @param host the node
     * @param containers that the options ask for, open until this returns
     */
    R with(HostRoot host, List<RunningContainer> containers) throws CannotLookException;
  }

  /** Finds the containers that are asked for, and does something with them. */
  <R> R apply(Use<R> work) {
    requireSense();
    requirePrivileges();
    try (HostRoot host = openHost();
        Discovery discovery = discover(host)) {
      ContainerFilter filter = filter();
      List<RunningContainer> asked =
          discovery.containers().stream().filter(c -> filter.matches(c.container())).toList();
      if (asked.isEmpty() && !filter.equals(ContainerFilter.ALL)) {
        throw UserException.usage(
            "no running container fits; `driftwatch list` shows those that run");
      }
      return work.with(host, asked);
    } catch (CannotLookException e) {
      throw new UserException(
          ExitStatus.INCOMPLETE, "cannot read the node's processes: " + e.getMessage());
    }
  }

  /** Whether the caller named a process. */
  boolean isProcess() {
    return pid != null;
  }

  private ContainerFilter filter() {
    return new ContainerFilter(
        Optional.ofNullable(container), Optional.ofNullable(pod), Optional.ofNullable(namespace));
  }

  private void requireSense() {
    if (pod != null && !pod.matches("[^/]+/[^/]+")) {
      throw UserException.usage("--pod takes NAMESPACE/NAME, such as default/web");
    }
    if (pid != null && pid <= 0) {
      throw UserException.usage("--pid takes a process number above 0");
    }
    if (pid != null && !filter().equals(ContainerFilter.ALL)) {
      throw UserException.usage("--pid stands alone, without --container, --pod or --namespace");
    }
  }

  /** Without these rights most containers would look clean, and that is worse than no answer. */
  static void requirePrivileges() {
    try {
      Privileges own = Privileges.own();
      if (!own.canReadEverything()) {
        throw UserException.usage(
            "needs root, to read every container's files and processes ("
                + String.join(", ", own.missing())
                + " missing); try: sudo driftwatch ...");
      }
    } catch (CannotLookException e) {
      throw UserException.usage("cannot read /proc/self/status: " + e.getMessage());
    }
  }

  private HostRoot openHost() {
    try {
      return HostRoot.open(FilePath.of(hostRoot));
    } catch (CannotLookException e) {
      throw UserException.usage(
          "cannot use --host-root "
              + FilePath.of(hostRoot)
              + " ("
              + e.getMessage()
              + "); it is the folder where the node's / is mounted, with proc in it");
    }
  }

  private Discovery discover(HostRoot host) throws CannotLookException {
    if (pid == null) {
      return Discovery.ofRuntimes(host);
    }
    try {
      return Discovery.ofProcess(host, pid);
    } catch (CannotLookException e) {
      throw UserException.usage(
          "no process has pid " + pid + "; `driftwatch list` shows the pids of containers");
    }
  }
}
