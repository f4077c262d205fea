package io.driftwatch.cli;

import io.driftwatch.file.Printable;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where the program starts, and the only place where it ends. */
public final class Main {

  /**
   * A Java property, for a caller by kubectl exec. That ends with 0 as well when its connection was
   * cut, and with 1 when it never got here, so the status is told in words.
   */
  private static final String REMOTE = "driftwatch.remote";

  /** Known from the start: without memory there is no loading of a class. */
  private static final int FAULT = ExitStatus.INCOMPLETE.code();

  private Main() {}

  /**
   * Runs a command and exits with its status. An error that ends Java by itself, as when memory
   * runs out, would be 1, and say drift.
   */
  public static void main(String[] args) {
    try {
      System.exit(Boolean.getBoolean(REMOTE) ? runRemote(args) : run(commandLine(), args));
    } catch (Error e) {
      giveUp(e);
    }
  }

  /** Without memory not even an orderly exit can be relied on. */
  private static void giveUp(Error e) {
    try {
      e.printStackTrace(Terminal.err());
    } finally {
      Runtime.getRuntime().halt(FAULT);
    }
  }

  private static int runRemote(String[] args) {
    CommandLine commandLine = commandLine().setOut(Terminal.awaitedOut());
    int status = run(commandLine, args);
    commandLine.getErr().println("driftwatch: exit status " + status);
    return status;
  }

  /** A report that was lost on its way, to a full disk for one, must not pass for a clean one. */
  private static int run(CommandLine commandLine, String[] args) {
    int status = commandLine.execute(args);
    if (commandLine.getOut().checkError()) {
      commandLine.getErr().println("driftwatch: not everything could be written to stdout");
      return ExitStatus.USAGE.code();
    }
    return status;
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Driftwatch());
    Choice.register(commandLine, OutputFormat.class);
    Choice.register(commandLine, ListCommand.ListFormat.class);
    Choice.register(commandLine, AdviseCommand.AdviceFormat.class);
    Choice.register(commandLine, ScanCommand.DigestChoice.class);
    Choice.register(commandLine, ScanCommand.FailOn.class);
    return commandLine
        .setOut(Terminal.out())
        .setErr(Terminal.err())
        .setParameterExceptionHandler((e, args) -> explain(e))
        .setExecutionExceptionHandler((e, command, result) -> explain(e, command.getErr()))
        .setExitCodeExceptionMapper(fault -> FAULT);
  }

  /** A call that cannot be understood: what is wrong with it, and where help is. */
  private static int explain(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("driftwatch: " + Printable.of(e.getMessage()));
    err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitStatus.USAGE.code();
  }

  /** A fault of ours comes with its trace: hiding it would help nobody. It is no drift. */
  private static int explain(Exception e, PrintWriter err) throws Exception {
    if (e instanceof UserException user) {
      err.println("driftwatch: " + user.getMessage());
      return user.status().code();
    }
    if (e instanceof UnsupportedOperationException) {
      err.println("driftwatch: " + e.getMessage());
      return ExitStatus.USAGE.code();
    }
    throw e;
  }
}
