package io.driftwatch.declare;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Follows a shell through the commands that it is given: which of those that change files are known
 * to be run, and after how long. A program of which nobody knows whether it ends, or how, may be
 * the last that is run.
 */
final class Script {

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

  private static final Set<String> SUCCEEDING = Set.of("true", ":", "echo");
  private static final Set<String> FAILING = Set.of("false");

  /** These end at once; what they find decides how. */
  private static final Set<String> ENDING = Set.of("cd", "mkdir", "touch", "test", "id", "sync");

  private static final Pattern NAP = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,9})?)([smhd]?)");
  private static final Pattern PLAIN_NAP = Pattern.compile("[0-9]+");
  private static final Map<String, Integer> SECONDS =
      Map.of("", 1, "s", 1, "m", 60, "h", 3_600, "d", 86_400);

  private static final int MAX_STEPS = 32;

  /** How a program ends, as far as its words tell. */
  private enum Ending {
    SUCCEEDS,
    FAILS,
    /** At once, one way or the other. */
    ENDS,
    /** Perhaps never. */
    UNKNOWN
  }

  /** Whether a command is run. */
  private enum Chance {
    RUN,
    PERHAPS,
    NEVER;

    /** That of a command that is run when the one before, of this chance, succeeds. */
    Chance then(Ending before) {
      return switch (before) {
        case SUCCEEDS -> this;
        case FAILS -> NEVER;
        case ENDS, UNKNOWN -> this == NEVER ? NEVER : PERHAPS;
      };
    }
  }

  private final List<Timed> steps = new ArrayList<>();
  private Duration after = Duration.ZERO;

  /** Whether the shell ends where a command fails: {@code set -e}. */
  private boolean strict;

  /** Of the command at hand. */
  private Chance chance = Chance.RUN;

  /** How the command before ended. */
  private Ending before = Ending.SUCCEEDS;

  /** Whether it is run only if all file programs since the latest step on it do not fail. */
  private boolean conditional;

  /** What must be directories for it to be run. */
  private List<String> entered = List.of();

  /** The latest program of which it is not known that it ends, and well; null if there is none. */
  private String blamed;

  /** Whether that one may be the last of all that is run. */
  private boolean lost;

  /** Whether a step may have been made that makes others fail. */
  private boolean disturbed;

  private String doubt;

  private Script(boolean strict) {
    this.strict = strict;
  }

  /**
   * What the commands do to files.
   *
   * @param strict whether the shell ends where one fails
   */
  static Meaning.Steps follow(List<Shell.Simple> commands, boolean strict) throws UnclearException {
    Script script = new Script(strict);
    for (Shell.Simple simple : commands) {
      script.begin(simple.conditional());
      if (!script.run(simple.words())) {
        break;
      }
    }
    return new Meaning.Steps(script.steps, false, Optional.ofNullable(script.doubt));
  }

  private void begin(boolean onSuccess) {
    if (lost) {
      chance = Chance.PERHAPS;
    } else if (onSuccess) {
      chance = chance.then(before);
    } else if (strict && !(chance == Chance.RUN && before == Ending.SUCCEEDS)) {
      lost = true;
      chance = Chance.PERHAPS;
    } else {
      chance = Chance.RUN;
      conditional &= strict;
      entered = strict ? entered : List.of();
    }
  }

  /** Follows one command; whether there may be another. */
  private boolean run(List<String> words) throws UnclearException {
    String name = CommandReader.program(words.get(0));
    Optional<Step> step = CommandReader.step(name, words.subList(1, words.size()));
    if (step.isPresent()) {
      add(step.get());
      return true;
    }
    requireKnown(name, words);
    if (LAST.contains(name)) {
      before = Ending.UNKNOWN;
      lose(name);
      return chance != Chance.RUN || conditional || !entered.isEmpty();
    }
    before = ending(name, words.subList(1, words.size()));
    if (before == Ending.UNKNOWN) {
      lose(name);
    } else if (before != Ending.SUCCEEDS && !lost) {
      blamed = name;
    }
    return true;
  }

  private static void requireKnown(String name, List<String> words) throws UnclearException {
    boolean isOption = words.size() == 2 && name.equals("set") && words.get(1).matches("-[eux]+");
    if (!isOption && (KEYWORDS.contains(name) || ASSIGNMENT.matcher(name).matches())) {
      throw UnclearException.notUnderstood("it has " + words.get(0));
    }
    if (words.stream().anyMatch(CommandReader::mentions)) {
      throw UnclearException.notUnderstood("what " + words.get(0) + " does");
    }
  }

  private Ending ending(String name, List<String> arguments) {
    if (name.equals("set")) {
      strict |= arguments.get(0).indexOf('e') >= 0;
      return Ending.SUCCEEDS;
    }
    if (name.equals("sleep") && arguments.size() == 1) {
      return sleep(arguments.get(0));
    }
    if (name.equals("cd") && arguments.size() == 1 && arguments.get(0).startsWith("/")) {
      entered = Stream.concat(entered.stream(), Stream.of(arguments.get(0))).toList();
      return Ending.SUCCEEDS;
    }
    if (SUCCEEDING.contains(name)) {
      return Ending.SUCCEEDS;
    }
    if (FAILING.contains(name)) {
      return Ending.FAILS;
    }
    return ENDING.contains(name) ? Ending.ENDS : Ending.UNKNOWN;
  }

  /** Not every sleep knows fractions and units. */
  private Ending sleep(String time) {
    Matcher nap = NAP.matcher(time);
    if (!nap.matches() || chance != Chance.RUN) {
      return Ending.UNKNOWN;
    }
    BigDecimal seconds =
        new BigDecimal(nap.group(1)).multiply(BigDecimal.valueOf(SECONDS.get(nap.group(2))));
    after = after.plus(Duration.ofMillis(seconds.movePointRight(3).longValue()));
    return PLAIN_NAP.matcher(time).matches() ? Ending.SUCCEEDS : Ending.ENDS;
  }

  private void lose(String name) {
    if (!lost && chance != Chance.NEVER) {
      lost = true;
      blamed = name;
    }
  }

  private void add(Step step) throws UnclearException {
    before = disturbed ? Ending.ENDS : Ending.SUCCEEDS;
    if (chance != Chance.RUN) {
      doubt = doubt == null ? Meaning.doubtAfter(blamed) : doubt;
      disturbed |= chance == Chance.PERHAPS;
      return;
    }
    if (steps.size() == MAX_STEPS) {
      throw UnclearException.notUnderstood("more than " + MAX_STEPS + " steps");
    }
    steps.add(new Timed(step, after, conditional, entered));
    conditional = true;
  }
}
