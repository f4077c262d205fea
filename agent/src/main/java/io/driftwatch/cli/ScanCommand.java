package io.driftwatch.cli;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.export.JsonLines;
import io.driftwatch.export.JsonReport;
import io.driftwatch.export.TableReport;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.judge.Severity;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.report.NodeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One scan of this node. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Compares the files of this node's running containers with their images.",
    description = {
      "",
      "Without options every running container is looked at. Results go to stdout,",
      "everything else to stderr.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExit status:%n",
    footer = {
      "  0  nothing unexpected at or above --fail-on",
      "  1  drift",
      "  2  the call, the configuration or the rights are not right",
      "  3  no drift found, but something could not be looked at",
      "",
      "Examples:",
      "  driftwatch scan --container web",
      "  driftwatch scan --namespace shop -o json | jq '.containers[].findings[].path'",
      "  driftwatch scan --pid 4711 --fail-on critical"
    })
final class ScanCommand implements Callable<Integer> {

  private static final String NO_PODS =
      "--config allows by podLabels or by annotations, which only the API server"
          + " knows; without --ask-api they are taken for absent";

  @Mixin private Selection selection;

  @Mixin private ScanOptions options;

  @Option(
      names = "--ask-api",
      defaultValue = "${env:DRIFTWATCH_ASK_API:-false}",
      description =
          "Asks the API server (KUBECONFIG, or the pod's account) about the node's pods, as the"
              + " agent does: their labels and annotations, by which things are allowed, and what"
              + " their specifications declare. Otherwise none of that is known.")
  private boolean askApi;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      showDefaultValue = Visibility.ALWAYS,
      description = "table, json, or jsonl: one line for each container.")
  private OutputFormat output;

  @Option(
      names = "--digests",
      paramLabel = "WHICH",
      defaultValue = "needed",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "needed: SHA-256 of programs and of files that the image ships, up to 256 MiB;"
              + " all: of every changed file, which reads them whole.")
  private DigestChoice digests;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "warning",
      showDefaultValue = Visibility.ALWAYS,
      description = "Exit with 1 from this severity on: critical, warning, info, or none.")
  private FailOn failOn;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many containers are looked at at once; by default one a processor.")
  private Integer threads;

  @Spec private CommandSpec spec;

  /** Which digests a report carries. */
  enum DigestChoice {
    NEEDED,
    ALL;

    @Override
    public String toString() {
      return Choice.word(this);
    }
  }

  /** From which severity on a scan fails. */
  enum FailOn {
    CRITICAL,
    WARNING,
    INFO,
    NONE;

    Optional<Severity> severity() {
      return this == NONE ? Optional.empty() : Optional.of(Severity.valueOf(name()));
    }

    @Override
    public String toString() {
      return Choice.word(this);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (threads != null && threads < 1) {
      throw UserException.usage("--threads takes a number above 0");
    }
    Configuration configuration = options.configuration();
    if (!askApi && configuration.policy().needsPods()) {
      say(NO_PODS);
    }
    return options.alone(() -> scan(configuration)).code();
  }

  private ExitStatus scan(Configuration configuration) throws IOException {
    NodeReport report =
        selection.apply((host, containers) -> scan(host, containers, configuration));
    print(report, spec.commandLine().getOut());
    if (selection.isProcess() && !report.isComplete()) {
      say(hint());
    }
    return status(report);
  }

  private NodeReport scan(
      HostRoot host, List<RunningContainer> containers, Configuration configuration)
      throws CannotLookException {
    List<RunningContainer> known =
        askApi ? PodKnowledge.addTo(containers, NodeName.of(host), this::say) : containers;
    int atOnce = threads == null ? ScanOptions.threads() : threads;
    return options.scan(host, known, configuration, digestPolicy(), atOnce);
  }

  private void say(String text) {
    spec.commandLine().getErr().println("driftwatch: " + text);
  }

  /** What is not printed need not be read. */
  private DigestPolicy digestPolicy() {
    if (digests == DigestChoice.ALL) {
      return DigestPolicy.ALL;
    }
    return output == OutputFormat.TABLE ? DigestPolicy.NEW_PROGRAMS : DigestPolicy.NEEDED;
  }

  private void print(NodeReport report, PrintWriter out) throws IOException {
    switch (output) {
      case TABLE -> new TableReport(Terminal.wantsColor()).write(report, out);
      case JSON -> new JsonReport().write(report, out);
      case JSONL -> new JsonLines().write(report, out);
    }
    out.flush();
  }

  private static String hint() {
    return "--pid takes a process of a container; `driftwatch list` shows some";
  }

  private ExitStatus status(NodeReport report) {
    if (failOn.severity().filter(report::hasDrift).isPresent()) {
      return ExitStatus.DRIFT;
    }
    return report.isComplete() ? ExitStatus.CLEAN : ExitStatus.INCOMPLETE;
  }
}
