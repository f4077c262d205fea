package io.driftwatch.declare;

import io.driftwatch.declare.Meaning.NotUnderstood;
import io.driftwatch.declare.Meaning.Nothing;
import io.driftwatch.declare.Meaning.Steps;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a command does to files. */
final class CommandReader {

  /** Where programs are that are what their names say. */
  private static final Set<String> FOLDERS =
      Set.of(
          "/bin",
          "/sbin",
          "/usr/bin",
          "/usr/sbin",
          "/usr/local/bin",
          "/usr/local/sbin",
          "/busybox");

  private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash");
  private static final String MULTICALL = "busybox";

  /** Of a shell: those that change nothing of what literal words mean. */
  private static final Pattern SHELL_OPTIONS = Pattern.compile("-[euxlc]+");

  private static final Pattern MENTION =
      Pattern.compile("(?<![\\w.-])(?:rm|unlink|chmod|chown)(?![\\w.-])");
  private static final Pattern SPACE = Pattern.compile("\\s");
  private static final int MAX_WORDS = 4_096;

  private CommandReader() {}

  /**
   * What a command does.
   *
   * @param argv as it is handed to execve(2)
   */
  static Meaning read(List<String> argv) {
    if (argv.isEmpty() || argv.stream().noneMatch(CommandReader::mentions)) {
      return new Nothing();
    }
    if (argv.size() > MAX_WORDS) {
      return new NotUnderstood("more than " + MAX_WORDS + " words");
    }
    try {
      return run(argv);
    } catch (UnclearException e) {
      return e.meaning();
    }
  }

  static boolean mentions(String word) {
    return MENTION.matcher(word).find();
  }

  private static Meaning run(List<String> argv) throws UnclearException {
    if (SPACE.matcher(argv.get(0)).find()) {
      throw UnclearException.cannotWork("\"" + argv.get(0) + "\" is one word: there is no shell");
    }
    String name = program(argv.get(0));
    List<String> arguments = argv.subList(1, argv.size());
    if (name.equals(MULTICALL) && argv.size() > 1) {
      name = argv.get(1);
      arguments = argv.subList(2, argv.size());
    }
    if (SHELLS.contains(name)) {
      return runShell(arguments);
    }
    if (!FileProgram.NAMES.contains(name)) {
      throw UnclearException.notUnderstood("what " + argv.get(0) + " does");
    }
    Step step = FileProgram.read(name, arguments, false);
    Timed only = new Timed(step, Duration.ZERO, false, List.of());
    return new Steps(List.of(only), true, Optional.empty());
  }

  /** The name of a program that is what its name says; else what it is called by. */
  static String program(String word) {
    int slash = word.lastIndexOf('/');
    return slash >= 0 && FOLDERS.contains(word.substring(0, slash))
        ? word.substring(slash + 1)
        : word;
  }

  /**
   * What a command does that a shell has read; empty when it is none of the programs known here.
   *
   * @param name what it is called by
   */
  static Optional<Step> step(String name, List<String> arguments) throws UnclearException {
    if (FileProgram.NAMES.contains(name)) {
      return Optional.of(FileProgram.read(name, arguments, true));
    }
    boolean isApplet =
        name.equals(MULTICALL)
            && !arguments.isEmpty()
            && FileProgram.NAMES.contains(arguments.get(0));
    return isApplet
        ? step(arguments.get(0), arguments.subList(1, arguments.size()))
        : Optional.empty();
  }

  private static Meaning runShell(List<String> arguments) throws UnclearException {
    String options = "";
    int at = 0;
    while (at < arguments.size() && isOption(arguments.get(at))) {
      String option = arguments.get(at++);
      if (!SHELL_OPTIONS.matcher(option).matches()) {
        throw UnclearException.notUnderstood("the shell's option " + option);
      }
      options += option;
    }
    if (options.indexOf('c') < 0 || at == arguments.size()) {
      throw UnclearException.notUnderstood("what the shell reads");
    }
    Steps steps = Script.follow(Shell.commands(arguments.get(at)), options.indexOf('e') >= 0);
    if (!steps.steps().isEmpty()) {
      return steps;
    }
    return steps.doubt().isPresent() ? new NotUnderstood(steps.doubt().get()) : new Nothing();
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") || word.startsWith("+");
  }
}
