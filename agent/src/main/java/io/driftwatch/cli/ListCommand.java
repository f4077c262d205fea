package io.driftwatch.cli;

import io.driftwatch.export.ContainerTable;
import io.driftwatch.export.JsonContainerList;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.scan.ContainerScanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The containers of this node, without looking into them. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Lists this node's running containers, and whether they can be looked into.",
    description = "",
    sortOptions = false,
    footer = {
      "",
      "Exits with 0, or with 2 when the call or the rights are not right.",
      "",
      "Examples:",
      "  driftwatch list",
      "  driftwatch list -o json | jq -r '.[] | .name + \" \" + .rootfs.upperdir'"
    })
final class ListCommand implements Callable<Integer> {

  @Mixin private Selection selection;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      showDefaultValue = Visibility.ALWAYS,
      description = "table or json.")
  private ListFormat output;

  @Spec private CommandSpec spec;

  /** How the list is printed. */
  enum ListFormat {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return Choice.word(this);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<ContainerReport> containers =
        selection.apply(
            (host, found) -> found.stream().map(c -> ContainerScanner.locate(host, c)).toList());
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TABLE -> new ContainerTable().write(containers, out);
      case JSON -> new JsonContainerList().write(containers, out);
    }
    out.flush();
    return ExitStatus.CLEAN.code();
  }
}
