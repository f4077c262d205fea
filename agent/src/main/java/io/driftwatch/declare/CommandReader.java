package io.driftwatch.declare;

import io.driftwatch.declare.Meaning.NotUnderstood;
import io.driftwatch.declare.Meaning.Nothing;
import io.driftwatch.declare.Meaning.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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

  /** First words that make something else of the text that follows, here or later. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "for",
          "while",
          "until",
          "do",
          "done",
          "case",
          "esac",
          "select",
          "function",
          "time",
          "coproc",
          "eval",
          ".",
          "source",
          "alias",
          "trap",
          "return",
          "umask",
          "command",
          "builtin",
          "enable",
          "hash",
          "shopt",
          "set");

  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);

  /** After these nothing more is run. */
  private static final Set<String> LAST = Set.of("exec", "exit");

  /** These end at once. */
  private static final Set<String> QUICK =
      Set.of("true", ":", "echo", "printf", "cd", "mkdir", "touch", "test", "export", "id", "sync");

  private static final Pattern NAPS = Pattern.compile("([0-9]{1,6})(?:\\.[0-9]{1,9})?([smhd]?)");

  private static final Pattern MENTION =
      Pattern.compile("(?<![\\w.-])(?:rm|unlink|chmod|chown)(?![\\w.-])");
  private static final Pattern SPACE = Pattern.compile("\\s");
  private static final int MAX_WORDS = 4_096;

  private static final int MAX_STEPS = 32;

  private final List<Timed> steps = new ArrayList<>();
  private Duration after = Duration.ZERO;
  private boolean certain = true;
  private boolean literal = true;

  /** What was tested before, on which it depends whether a command is run; null if nothing. */
  private String tested;

  private boolean doubtful;

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
    CommandReader reader = new CommandReader();
    try {
      reader.run(argv);
    } catch (UnclearException e) {
      return e.meaning();
    }
    return reader.steps.isEmpty() ? new Nothing() : new Steps(reader.steps, reader.literal);
  }

  private static boolean mentions(String word) {
    return MENTION.matcher(word).find();
  }

  private void run(List<String> argv) throws UnclearException {
    if (SPACE.matcher(argv.get(0)).find()) {
      throw UnclearException.cannotWork("\"" + argv.get(0) + "\" is one word: there is no shell");
    }
    String name = program(argv.get(0));
    boolean multicall = name.equals(MULTICALL) && argv.size() > 1;
    List<String> words = multicall ? argv.subList(1, argv.size()) : argv;
    String applet = multicall ? words.get(0) : name;
    List<String> arguments = words.subList(1, words.size());
    if (SHELLS.contains(applet)) {
      runShell(arguments);
    } else if (FileProgram.NAMES.contains(applet)) {
      add(FileProgram.read(applet, arguments, false));
    } else {
      throw UnclearException.notUnderstood("what " + argv.get(0) + " does");
    }
  }

  /** The name of a program that is what its name says; else what it is called by. */
  private static String program(String word) {
    int slash = word.lastIndexOf('/');
    return slash >= 0 && FOLDERS.contains(word.substring(0, slash))
        ? word.substring(slash + 1)
        : word;
  }

  private void runShell(List<String> arguments) throws UnclearException {
    boolean command = false;
    int at = 0;
    while (at < arguments.size() && isOption(arguments.get(at))) {
      String option = arguments.get(at++);
      if (!SHELL_OPTIONS.matcher(option).matches()) {
        throw UnclearException.notUnderstood("the shell's option " + option);
      }
      command |= option.indexOf('c') >= 0;
    }
    if (!command || at == arguments.size()) {
      throw UnclearException.notUnderstood("what the shell reads");
    }
    literal = false;
    for (Shell.Simple simple : Shell.commands(arguments.get(at))) {
      doubt(simple);
      runSimple(simple.words());
      if (LAST.contains(simple.words().get(0))) {
        if (!simple.conditional()) {
          return;
        }
        certain = false;
      }
    }
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") || word.startsWith("+");
  }

  /** What a test is about may never be so, unless it is about the file that is changed then. */
  private void doubt(Shell.Simple simple) {
    List<String> words = simple.words();
    if (!simple.conditional()) {
      tested = null;
      doubtful = false;
    } else {
      doubtful |= tested != null && !words.contains(tested);
    }
    if (words.get(0).equals("test")) {
      tested = words.get(words.size() - 1);
    }
  }

  private void runSimple(List<String> words) throws UnclearException {
    String name = program(words.get(0));
    List<String> arguments = words.subList(1, words.size());
    if (KEYWORDS.contains(name) || ASSIGNMENT.matcher(name).matches()) {
      requireHarmless(words);
    } else if (FileProgram.NAMES.contains(name)) {
      add(FileProgram.read(name, arguments, true));
    } else if (name.equals(MULTICALL)
        && !arguments.isEmpty()
        && FileProgram.NAMES.contains(arguments.get(0))) {
      add(FileProgram.read(arguments.get(0), arguments.subList(1, arguments.size()), true));
    } else {
      requireNoMention(words);
      pass(name, arguments);
    }
  }

  private static void requireHarmless(List<String> words) throws UnclearException {
    if (words.size() != 2 || !words.get(0).equals("set") || !words.get(1).matches("-[eux]+")) {
      throw UnclearException.notUnderstood("it has " + words.get(0));
    }
  }

  private static void requireNoMention(List<String> words) throws UnclearException {
    if (words.stream().anyMatch(CommandReader::mentions)) {
      throw UnclearException.notUnderstood("what " + words.get(0) + " does");
    }
  }

  /** Another program does nothing to files as far as anyone knows, but it may take its time. */
  private void pass(String name, List<String> arguments) {
    Optional<Duration> nap =
        name.equals("sleep") && arguments.size() == 1 ? nap(arguments.get(0)) : Optional.empty();
    if (nap.isPresent()) {
      after = after.plus(nap.get());
    } else if (!QUICK.contains(name)) {
      certain = false;
    }
  }

  private static Optional<Duration> nap(String text) {
    Matcher nap = NAPS.matcher(text.toLowerCase(Locale.ROOT));
    if (!nap.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(nap.group(1)) + 1;
    return Optional.of(
        switch (nap.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "d" -> Duration.ofDays(number);
          default -> Duration.ofSeconds(number);
        });
  }

  private void add(Step step) throws UnclearException {
    if (steps.size() == MAX_STEPS) {
      throw UnclearException.notUnderstood("more than " + MAX_STEPS + " steps");
    }
    steps.add(new Timed(step, after, certain && !doubtful));
  }
}
