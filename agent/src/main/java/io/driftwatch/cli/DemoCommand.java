package io.driftwatch.cli;

import io.driftwatch.demo.Demo;
import io.driftwatch.demo.DemoResult;
import io.driftwatch.export.TableReport;
import io.driftwatch.file.CannotLookException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what driftwatch finds, on any machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Breaks into a small container of its own, and shows what a scan finds.",
    description = {
      "",
      "Needs root, but no runtime and no network. The container lives in a mount",
      "namespace of its own, on a tmpfs of its own; nothing of it is left behind."
    },
    footerHeading = "%nExit status:%n",
    footer = {
      "  0  everything that was planted was found, and nothing else",
      "  1  something was missed, or found that was not planted",
      "  2  the demo needs root"
    })
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try {
      return demo();
    } catch (CannotLookException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private int demo() throws IOException {
    Selection.requirePrivileges();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    DemoResult result = new Demo(err::println).run();
    err.println();
    new TableReport(Terminal.wantsColor(), Integer.MAX_VALUE).write(result.report(), out);
    out.println();
    result.missed().forEach(planted -> out.println("missed: " + planted.words()));
    result.unplanted().forEach(f -> out.println("not planted: " + f.change().path()));
    out.println(
        result.isExact()
            ? "Found all " + result.planted().size() + " planted changes, and nothing else."
            : "That is not what was planted; please report it.");
    out.flush();
    return (result.isExact() ? ExitStatus.CLEAN : ExitStatus.DRIFT).code();
  }
}
