package io.driftwatch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that has the others below it. */
@Command(
    name = "driftwatch",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ScanCommand.class,
      ListCommand.class,
      AdviseCommand.class,
      AgentCommand.class,
      DemoCommand.class,
      CompletionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    header = "Finds every way in which a running container's files differ from its image.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  driftwatch demo                         a break-in, and what a scan finds",
      "  driftwatch scan                         what has drifted on this node",
      "  driftwatch scan --pod shop/web-0        in one pod",
      "  driftwatch scan -o json --fail-on none  for a program",
      "  driftwatch list                         what runs, and where its files are",
      "  driftwatch advise                       what it takes to make them immutable",
      "  driftwatch agent                        watch this node; metrics and Events",
      "",
      "`driftwatch COMMAND --help` says more."
    })
final class Driftwatch implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
