package io.driftwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code expected.txt} of a scenario, for one runtime.
 *
 * @param findings lines of kind of change, severity and path
 * @param isWhole whether there are no others; else they are samples
 * @param counts exact numbers by kind of change, where there are too many to write down
 * @param touched files that were only touched, where that is the same everywhere
 */
public record ExpectedFindings(
    Set<String> findings, boolean isWhole, Map<String, Long> counts, Optional<Long> touched) {

  /** Some lines are for some runtimes, with all their variants: {@code [docker podman] ...}. */
  private static final Pattern FOR_SOME = Pattern.compile("\\[([^]]+)] (.*)");

  /** Reads what a scenario expects in a runtime. */
  public static ExpectedFindings read(Path scenario, String runtime) throws IOException {
    Set<String> findings = new TreeSet<>();
    Map<String, Long> counts = new LinkedHashMap<>();
    Optional<Long> touched = Optional.empty();
    boolean isWhole = true;
    for (String line : Files.readAllLines(scenario.resolve("expected.txt"))) {
      String text = forRuntime(line, runtime);
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      if (text.equals("oracle")) {
        isWhole = false;
      } else if (text.startsWith("counts ")) {
        isWhole = false;
        for (String count : text.substring("counts ".length()).split(" ", -1)) {
          int equals = count.indexOf('=');
          counts.put(count.substring(0, equals), Long.valueOf(count.substring(equals + 1)));
        }
      } else if (text.startsWith("touched ")) {
        touched = Optional.of(Long.valueOf(text.substring("touched ".length())));
      } else {
        findings.add(text);
      }
    }
    return new ExpectedFindings(findings, isWhole, counts, touched);
  }

  /** The line without the runtimes that it is for; empty when this is none of them. */
  private static String forRuntime(String line, String runtime) {
    Matcher some = FOR_SOME.matcher(line);
    if (!some.matches()) {
      return line;
    }
    List<String> names = Arrays.asList(some.group(1).split(" ", -1));
    return names.contains(runtime.split("-", 2)[0]) ? some.group(2) : "";
  }
}
