package io.driftwatch.declare;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text that a shell is given into simple commands of literal words. Whatever a shell
 * would do more with the text than run these in turn is not understood.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html">POSIX
 *     "Shell Command Language"</a>
 */
final class Shell {

  /** Unquoted, these make more of a text than words; the last two within double quotes, too. */
  private static final String SPECIAL = "*?[]{}()<>|~#!`$";

  private static final String EXPANDS = "`$";

  /** A quote character that is none: the text is not quoted. */
  private static final char NONE = 0;

  private final String text;
  private final List<Simple> commands = new ArrayList<>();
  private List<String> command = new ArrayList<>();
  private StringBuilder word;
  private int at;

  /** Whether the text may not end here, because what is to be done next is missing. */
  private boolean awaited;

  /**
   * A command.
   *
   * @param words the program and its arguments; one at least
   * @param conditional whether it is run only when the one before succeeds
   */
  record Simple(List<String> words, boolean conditional) {}

  private Shell(String text) {
    this.text = text;
  }

  /**
   * The commands, in turn; whether one is run may depend on the one before.
   *
   * @throws UnclearException when it is more than that
   */
  static List<Simple> commands(String text) throws UnclearException {
    return new Shell(text).read();
  }

  private List<Simple> read() throws UnclearException {
    while (at < text.length()) {
      step(text.charAt(at++));
    }
    endCommand();
    if (awaited) {
      throw UnclearException.cannotWork("nothing follows &&");
    }
    return commands;
  }

  private void step(char c) throws UnclearException {
    switch (c) {
      case ' ', '\t' -> endWord();
      case '\n' -> endCommand();
      case ';' -> semicolon();
      case '&' -> and();
      case '\'', '"' -> quoted(c);
      case '\\' -> escaped(NONE);
      default -> literal(c, SPECIAL);
    }
  }

  private void semicolon() throws UnclearException {
    endWord();
    if (command.isEmpty()) {
      throw UnclearException.cannotWork("nothing is before ;");
    }
    endCommand();
  }

  private void and() throws UnclearException {
    if (at == text.length() || text.charAt(at) != '&') {
      throw UnclearException.notUnderstood("it has a &");
    }
    at++;
    endWord();
    if (command.isEmpty()) {
      throw UnclearException.cannotWork("nothing is before &&");
    }
    endCommand();
    awaited = true;
  }

  private void quoted(char quote) throws UnclearException {
    begin();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return;
      }
      if (c == '\\' && quote == '"') {
        escaped(quote);
      } else {
        literal(c, quote == '"' ? EXPANDS : "");
      }
    }
    throw UnclearException.cannotWork("a quote has no end");
  }

  private void escaped(char quote) throws UnclearException {
    if (at == text.length()) {
      throw UnclearException.notUnderstood("it ends with a backslash");
    }
    char c = text.charAt(at++);
    if (c == '\n') {
      return; // the line goes on
    }
    begin();
    if (quote == '"' && "$`\"\\".indexOf(c) < 0) {
      word.append('\\');
    }
    word.append(c);
  }

  private void literal(char c, String special) throws UnclearException {
    if (special.indexOf(c) >= 0) {
      throw UnclearException.notUnderstood("it has a " + c);
    }
    begin();
    word.append(c);
  }

  private void begin() {
    if (word == null) {
      word = new StringBuilder();
    }
  }

  private void endWord() {
    if (word != null) {
      command.add(word.toString());
      word = null;
    }
  }

  private void endCommand() {
    endWord();
    if (!command.isEmpty()) {
      commands.add(new Simple(command, awaited));
      command = new ArrayList<>();
      awaited = false;
    }
  }
}
