package io.driftwatch.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client asks.
 *
 * @param method such as {@code GET}
 * @param path without what follows a question mark
 * @param headers by name in lower case; those of one name are joined by commas
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112, HTTP/1.1</a>
 */
public record Request(String method, String path, Map<String, String> headers) {

  private static final Pattern FIRST_LINE =
      Pattern.compile("([A-Z]{1,20}) (/[^ ?]*)(?:\\?[^ ]*)? HTTP/1\\.[01]");

  /** Without a weight of nought, which is a refusal. */
  private static final Pattern REFUSED = Pattern.compile(".*;\\s*q=0(\\.0*)?\\s*");

  /**
   * Reads the head of a request.
   *
   * @param head all lines up to the empty one
   * @return empty when it is no HTTP/1
   */
  static Optional<Request> parse(String head) {
    List<String> lines = head.lines().toList();
    Matcher first = FIRST_LINE.matcher(lines.get(0));
    if (!first.matches()) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        return Optional.empty();
      }
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, other) -> one + "," + other);
    }
    return Optional.of(new Request(first.group(1), first.group(2), headers));
  }

  /** The value of a header, or null. */
  public String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /** Whether the client takes an answer in this encoding. */
  public boolean accepts(String encoding) {
    return Arrays.stream(headers.getOrDefault("accept-encoding", "").split(","))
        .filter(wanted -> !REFUSED.matcher(wanted).matches())
        .map(wanted -> wanted.split(";", 2)[0].strip())
        .anyMatch(encoding::equalsIgnoreCase);
  }
}
