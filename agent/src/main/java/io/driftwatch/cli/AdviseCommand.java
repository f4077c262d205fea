package io.driftwatch.cli;

import io.driftwatch.advise.Advice;
import io.driftwatch.advise.Adviser;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.export.AdviceBoard;
import io.driftwatch.export.JsonAdvice;
import io.driftwatch.export.PatchOutput;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.memory.RememberedWrites;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.report.NodeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What it takes to make containers immutable. */
@Command(
    name = "advise",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Says what it takes to make this node's running containers immutable.",
    description = {
      "",
      "Each container is looked at, and what the agent remembers of it and its",
      "replicas counts as well. Results go to stdout, everything else to stderr.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nVerdicts:%n",
    footer = {
      "  enforced           the root is read-only, and nothing has drifted under it",
      "  ready              no write was seen: the root can be made read-only",
      "  ready with mounts  the same, if these directories are volumes",
      "  not ready          it does what a read-only root refuses and no mount can hold",
      "  unknown            it cannot be looked at, or was watched too short a time",
      "",
      "Exit status:",
      "  0  all that was asked for could be looked at",
      "  2  the call, the configuration or the rights are not right",
      "  3  something could not be looked at",
      "",
      "Environment:",
      "  NODE_NAME   the node's name in Kubernetes; by default the machine's",
      "  KUBECONFIG  how to reach the API server, outside of a pod",
      "",
      "Examples:",
      "  driftwatch advise",
      "  driftwatch advise --pod shop/web-0 -o patch >patch.yaml",
      "  driftwatch advise -o json | jq -r '.containers[] | .name + \" \" + .verdict'"
    })
final class AdviseCommand implements Callable<Integer> {

  @Mixin private Selection selection;

  @Mixin private ScanOptions options;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = "/var/lib/driftwatch",
      showDefaultValue = Visibility.ALWAYS,
      description = "Where the agent remembers what was written; it is only read.")
  private Path state;

  @Option(
      names = "--min-watched",
      paramLabel = "TIME",
      defaultValue = "1m",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "For how long a container must have been watched, such as 90s, 10m, 24h or 7d, before"
              + " no write seen means that there is none.")
  private String minWatched;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "table, json, or patch: for the workload of the containers that are asked for, or the"
              + " options of docker or podman for a new container.")
  private AdviceFormat output;

  @Spec private CommandSpec spec;

  /** How advice is printed. */
  enum AdviceFormat {
    TABLE,
    JSON,
    PATCH;

    @Override
    public String toString() {
      return Choice.word(this);
    }
  }

  @Override
  public Integer call() throws IOException {
    Duration watched = watched();
    Configuration configuration = options.configuration();
    return options.alone(() -> advise(configuration, watched)).code();
  }

  private Duration watched() {
    try {
      return WatchTime.parse(minWatched);
    } catch (IllegalArgumentException e) {
      throw UserException.usage("--min-watched takes a time such as 90s, 10m, 24h or 7d");
    }
  }

  private ExitStatus advise(Configuration configuration, Duration watched) throws IOException {
    NodeReport report =
        selection.apply((host, containers) -> scan(host, containers, configuration));
    WriteProfiles profiles = new WriteProfiles(memory(), report);
    List<Advice> advice =
        report.containers().stream()
            .map(
                one ->
                    Adviser.advise(
                        one,
                        profiles.of(one.container()),
                        report.startedAt(),
                        profiles.isRemembered(one.container()),
                        watched))
            .toList();
    print(report, advice);
    return report.isComplete() ? ExitStatus.CLEAN : ExitStatus.INCOMPLETE;
  }

  /** Sandboxes run nothing of anybody's, and nobody sets what they may. */
  private NodeReport scan(
      HostRoot host, List<RunningContainer> containers, Configuration configuration)
      throws CannotLookException {
    List<RunningContainer> asked =
        containers.stream().filter(one -> !one.container().isSandbox()).toList();
    List<RunningContainer> known = PodKnowledge.addTo(asked, NodeName.of(host), this::say);
    return options.scan(
        host, known, configuration, DigestPolicy.NEW_PROGRAMS, ScanOptions.threads());
  }

  private RememberedWrites memory() {
    RememberedWrites memory = WriteMemory.read(state);
    if (memory.profiles().isEmpty()) {
      say("no agent has its memory in " + state + "; this rests on one look alone");
    }
    return memory;
  }

  private void print(NodeReport report, List<Advice> advice) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TABLE -> new AdviceBoard(Terminal.wantsColor()).write(advice, out);
      case JSON -> new JsonAdvice().write(report.node(), report.startedAt(), advice, out);
      case PATCH -> PatchOutput.write(ofOneWorkload(advice), out);
    }
    out.flush();
  }

  /** One pod of the workload stands for all: what it was advised rests on what all of them did. */
  private static List<Advice> ofOneWorkload(List<Advice> advice) {
    List<List<Advice>> pods = AdvisedPods.of(advice);
    if (pods.size() != 1) {
      throw UserException.usage(
          "-o patch is for one workload at a time, and "
              + pods.size()
              + " were asked for; --pod NS/NAME or --container NAME takes one");
    }
    return pods.get(0);
  }

  private void say(String text) {
    spec.commandLine().getErr().println("driftwatch: " + text);
  }
}
