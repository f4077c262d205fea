package io.driftwatch.declare;

import io.driftwatch.declare.Step.ChangeMode;
import io.driftwatch.declare.Step.ChangeOwner;
import io.driftwatch.declare.Step.Remove;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the arguments of the programs that are understood, with the options that GNU's and
 * busybox's have in common and that change nothing of what comes of it.
 */
final class FileProgram {

  private static final int MAX_PATHS = 256;

  /** Of linux/limits.h, the NUL at the end included. */
  private static final int PATH_MAX = 4096;

  private static final Set<String> TELLING =
      Set.of("--recursive", "--verbose", "--changes", "--quiet", "--silent", "--preserve-root");
  private static final Set<String> REMOVING =
      Set.of("--recursive", "--force", "--verbose", "--preserve-root", "--one-file-system");

  private static final Pattern OWNER =
      Pattern.compile("(root|[0-9]{1,10})?(?::(root|[0-9]{1,10}))?");

  private static final Pattern SPACE = Pattern.compile("\\s");

  private final String name;
  private final List<String> options = new ArrayList<>();
  private final List<String> operands = new ArrayList<>();

  private final boolean inShell;

  private FileProgram(String name, List<String> arguments, boolean inShell) {
    this.name = name;
    this.inShell = inShell;
    boolean ended = false;
    for (String argument : arguments) {
      if (!ended && argument.equals("--")) {
        ended = true;
      } else if (!ended && argument.length() > 1 && argument.charAt(0) == '-') {
        options.add(argument);
      } else {
        operands.add(argument);
      }
    }
  }

  /**
   * What one of them does.
   *
   * @param name which: {@link #NAMES}
   * @param inShell whether a shell has read the arguments
   */
  static Step read(String name, List<String> arguments, boolean inShell) throws UnclearException {
    FileProgram program = new FileProgram(name, arguments, inShell);
    return switch (name) {
      case "rm" -> program.rm();
      case "unlink" -> program.unlink();
      case "chmod" -> program.chmod();
      default -> program.chown();
    };
  }

  static final Set<String> NAMES = Set.of("rm", "unlink", "chmod", "chown");

  private Step rm() throws UnclearException {
    // With -i and -I it asks first, and nobody answers.
    requireOptions("rRfv", REMOVING);
    requireOperands(1);
    for (String path : operands) {
      String name = withoutEnd(path);
      String last = name.substring(name.lastIndexOf('/') + 1);
      boolean isRoot = name.isEmpty() && !path.isEmpty();
      if (isRoot || last.equals(".") || last.equals("..")) {
        throw UnclearException.cannotWork("rm refuses " + path);
      }
    }
    return new Remove(
        paths(0),
        hasFlag('r') || hasFlag('R') || options.contains("--recursive"),
        hasFlag('f') || options.contains("--force"));
  }

  /** Whatever slashes a path ends with, it is its last name that rm refuses. */
  private static String withoutEnd(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private Step unlink() throws UnclearException {
    requireOptions("", Set.of());
    requireOperands(1);
    if (operands.size() > 1) {
      throw UnclearException.cannotWork("unlink takes one file");
    }
    return new Remove(paths(0), false, false);
  }

  private Step chmod() throws UnclearException {
    requireOptions("Rvcf", TELLING);
    requireOperands(2);
    return new ChangeMode(Mode.parse(operands.get(0)), paths(1), isRecursive());
  }

  private Step chown() throws UnclearException {
    requireOptions("RvcfhP", TELLING);
    requireOperands(2);
    var owner = OWNER.matcher(operands.get(0));
    if (SPACE.matcher(operands.get(0)).find()) {
      throw UnclearException.cannotWork(operands.get(0) + " is one word");
    }
    if (!owner.matches() || (owner.group(1) == null && owner.group(2) == null)) {
      throw UnclearException.notUnderstood("who " + operands.get(0) + " is");
    }
    // With -R and no word on links, both chown what they come by and follow nothing.
    boolean onLinks = isRecursive() || hasFlag('h');
    return new ChangeOwner(
        id(owner.group(1)), id(owner.group(2)), paths(1), isRecursive(), onLinks);
  }

  private static OptionalLong id(String text) throws UnclearException {
    if (text == null) {
      return OptionalLong.empty();
    }
    long id = text.equals("root") ? 0 : Long.parseLong(text);
    if (id >= 0xffff_ffffL) {
      throw UnclearException.cannotWork(text + " is no id");
    }
    return OptionalLong.of(id);
  }

  private boolean isRecursive() {
    return hasFlag('R') || options.contains("--recursive");
  }

  private boolean hasFlag(char flag) {
    return options.stream()
        .anyMatch(option -> !option.startsWith("--") && option.indexOf(flag) > 0);
  }

  private void requireOptions(String flags, Set<String> words) throws UnclearException {
    for (String option : options) {
      boolean known =
          option.startsWith("--")
              ? words.contains(option)
              : option.chars().skip(1).allMatch(flag -> flags.indexOf(flag) >= 0);
      if (!known && SPACE.matcher(option).find()) {
        throw UnclearException.cannotWork("\"" + option + "\" is one word");
      }
      if (!known) {
        throw UnclearException.notUnderstood("the option " + option);
      }
    }
  }

  private void requireOperands(int least) throws UnclearException {
    if (operands.size() < least) {
      String given = operands.isEmpty() ? "" : " after \"" + operands.get(0) + "\"";
      throw UnclearException.cannotWork(name + " lacks an operand" + given);
    }
  }

  private List<String> paths(int from) throws UnclearException {
    List<String> paths = operands.subList(from, operands.size());
    if (paths.size() > MAX_PATHS) {
      throw UnclearException.notUnderstood("more than " + MAX_PATHS + " paths");
    }
    for (String path : paths) {
      requirePath(path);
    }
    return List.copyOf(paths);
  }

  private void requirePath(String path) throws UnclearException {
    if (!path.startsWith("/")) {
      throw UnclearException.notUnderstood("the path \"" + path + "\" is not absolute");
    }
    if (path.length() >= PATH_MAX || path.indexOf('\0') >= 0) {
      throw UnclearException.notUnderstood("a path is too long");
    }
    if (!inShell && path.contains("$(")) {
      throw UnclearException.notUnderstood("it has a $(");
    }
  }
}
