package io.driftwatch.compare;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What /etc/passwd or /etc/group says: a line for each account, its fields set apart by colons. The
 * first is the name, the third the number.
 *
 * @param text one character for each byte of the file
 * @see <a href="https://man7.org/linux/man-pages/man5/passwd.5.html">passwd(5)</a>
 * @see <a href="https://man7.org/linux/man-pages/man5/group.5.html">group(5)</a>
 */
public record Accounts(String text) {

  /** Of a file that is not there. */
  public static final Accounts NONE = new Accounts("");

  private static final int NAME = 0;
  private static final int ID = 2;

  /** Those in a file. */
  public static Accounts of(byte[] content) {
    return new Accounts(new String(content, StandardCharsets.ISO_8859_1));
  }

  /** The fields of the first account with a number. */
  Optional<List<String>> find(long id) {
    return withId(id).findFirst();
  }

  boolean has(long id) {
    return find(id).isPresent();
  }

  boolean has(String name) {
    return lines().anyMatch(fields -> fields.get(NAME).equals(name));
  }

  /** The names of the accounts with a number. */
  List<String> names(long id) {
    return withId(id).map(fields -> fields.get(NAME)).distinct().toList();
  }

  private Stream<List<String>> withId(long id) {
    return lines().filter(fields -> fields.size() > ID && isNumber(fields.get(ID), id));
  }

  /** Also with zeros before it, as whoever reads the file takes it. */
  private static boolean isNumber(String field, long id) {
    try {
      return Long.parseLong(field.strip()) == id;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private Stream<List<String>> lines() {
    return text.lines().map(line -> Arrays.asList(line.split(":", -1)));
  }
}
