package io.driftwatch.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mode as chmod(1) takes it, octal or symbolic. GNU's and busybox's differ: where it sets what a
 * directory's permissions are, GNU's leaves its set-id bits alone; to busybox's the sticky bit is
 * not the others', and where {@code =} sets {@code X}, it asks who may execute the file when those
 * may no more whose permissions are set. So there may be two outcomes.
 *
 * @see <a href="https://www.gnu.org/software/coreutils/manual/html_node/File-permissions.html">GNU
 *     coreutils, "File permissions"</a>
 */
final class Mode {

  private static final Pattern OCTAL = Pattern.compile("[0-7]{1,4}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)");
  private static final Pattern ACTION = Pattern.compile("([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)");
  private static final int MAX_LENGTH = 64;

  private static final int SET_IDS = 06000;
  private static final int STICKY = 01000;
  private static final int ALL = 07777;

  /** What runtimes start processes with; it holds where a clause does not say who. */
  private static final int UMASK = 022;

  private final List<Action> actions;

  /**
   * One thing that is done.
   *
   * @param who the bits that it may touch
   * @param operator {@code +}, {@code -} or {@code =}
   * @param what letters; digits for an octal mode
   */
  private record Action(int who, char operator, String what) {}

  private Mode(List<Action> actions) {
    this.actions = List.copyOf(actions);
  }

  /**
   * The mode that a text is.
   *
   * @throws UnclearException when it is none, or one of which programs think differently
   */
  static Mode parse(String text) throws UnclearException {
    if (OCTAL.matcher(text).matches()) {
      return new Mode(List.of(new Action(ALL, '=', text)));
    }
    if (text.length() > MAX_LENGTH || DIGITS.matcher(text).matches()) {
      throw UnclearException.notUnderstood("the mode " + text);
    }
    List<Action> actions = new ArrayList<>();
    for (String clause : text.split(",", -1)) {
      Matcher parts = CLAUSE.matcher(clause);
      if (!parts.matches()) {
        throw UnclearException.cannotWork("\"" + text + "\" is no mode");
      }
      if (parts.group(1).isEmpty() && parts.group(2).indexOf('=') >= 0) {
        throw UnclearException.notUnderstood("whose permissions " + clause + " are");
      }
      int who = who(parts.group(1));
      Matcher action = ACTION.matcher(parts.group(2));
      while (action.find()) {
        actions.add(new Action(who, action.group(1).charAt(0), action.group(2)));
      }
    }
    return new Mode(actions);
  }

  private static int who(String letters) {
    if (letters.isEmpty()) {
      return ALL & ~UMASK;
    }
    int who = 0;
    for (int i = 0; i < letters.length(); i++) {
      who |=
          switch (letters.charAt(i)) {
            case 'u' -> 04700;
            case 'g' -> 02070;
            case 'o' -> 01007;
            default -> ALL;
          };
    }
    return who;
  }

  /** What permissions may become by it. */
  Set<Integer> apply(int permissions, boolean directory) {
    int gnu = permissions;
    int busybox = permissions;
    for (Action action : actions) {
      boolean spares = directory && action.operator == '=';
      gnu = apply(action, gnu, gnu, directory, spares ? SET_IDS : 0);
      boolean othersAlone = (action.who & (ALL & ~STICKY)) == 07;
      int asked = action.operator == '=' ? busybox & ~action.who : busybox;
      busybox = apply(action, busybox, asked, directory, othersAlone ? STICKY : 0);
    }
    return gnu == busybox ? Set.of(gnu) : Set.of(gnu, busybox);
  }

  /**
   * What permissions become.
   *
   * @param asked those by which {@code X} tells whether anybody may execute the file
   * @param spared bits that the program leaves as they are, unless they are to be set
   */
  private static int apply(
      Action action, int permissions, int asked, boolean directory, int spared) {
    int bits = bits(action.what, permissions, directory || (asked & 0111) != 0) & action.who;
    return switch (action.operator) {
      case '+' -> permissions | bits;
      case '-' -> permissions & (~bits | spared);
      default -> (permissions & (~action.who | spared)) | bits;
    };
  }

  private static int bits(String what, int permissions, boolean executable) {
    if (!what.isEmpty() && Character.isDigit(what.charAt(0))) {
      return Integer.parseInt(what, 8);
    }
    int bits = 0;
    for (int i = 0; i < what.length(); i++) {
      bits |=
          switch (what.charAt(i)) {
            case 'r' -> 0444;
            case 'w' -> 0222;
            case 'x' -> 0111;
            case 'X' -> executable ? 0111 : 0;
            case 's' -> SET_IDS;
            case 't' -> STICKY;
            case 'u' -> spread(permissions >> 6);
            case 'g' -> spread(permissions >> 3);
            default -> spread(permissions);
          };
    }
    return bits;
  }

  /** The permissions of one, for everyone. */
  private static int spread(int three) {
    int bits = three & 7;
    return bits << 6 | bits << 3 | bits;
  }
}
