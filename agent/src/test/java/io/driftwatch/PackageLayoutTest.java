package io.driftwatch;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the compiled program to a table of packages: which of them may use which, and which may use
 * a library. The compiler would let anything use everything.
 */
final class PackageLayoutTest {
  private static final String BASE = "io.driftwatch.";

  /** Each package of ours, and those of ours that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("file", Set.of()),
          entry("container", Set.of("file")),
          entry("compare", Set.of("file")),
          entry("judge", Set.of("compare", "container", "file")),
          entry("declare", Set.of("judge", "compare", "container", "file")),
          entry("report", Set.of("declare", "judge", "compare", "container", "file")),
          entry("advise", Set.of("report", "declare", "judge", "compare", "container", "file")),
          entry("linux", Set.of("file")),
          entry("bolt", Set.of("linux", "file")),
          entry("discover", Set.of("bolt", "linux", "container", "file")),
          entry("locate", Set.of("discover", "bolt", "linux", "container", "file")),
          entry("walk", Set.of("locate", "linux", "compare", "file")),
          entry("image", Set.of("walk", "locate", "report", "judge", "container", "file")),
          entry(
              "scan",
              Set.of(
                  "image",
                  "declare",
                  "walk",
                  "locate",
                  "discover",
                  "linux",
                  "report",
                  "judge",
                  "compare",
                  "container",
                  "file")),
          entry("config", Set.of("walk", "judge", "file")),
          entry("sink", Set.of("report", "judge", "container", "file")),
          entry("log", Set.of("export", "sink", "report", "container")),
          entry(
              "memory",
              Set.of("sink", "report", "declare", "judge", "compare", "container", "file")),
          entry(
              "kubernetes",
              Set.of("sink", "report", "declare", "judge", "compare", "container", "file")),
          entry("http", Set.of("file")),
          entry(
              "metrics",
              Set.of("http", "sink", "report", "declare", "judge", "compare", "container", "file")),
          entry(
              "agent",
              Set.of(
                  "advise",
                  "declare",
                  "compare",
                  "config",
                  "container",
                  "discover",
                  "export",
                  "file",
                  "judge",
                  "kubernetes",
                  "linux",
                  "log",
                  "memory",
                  "metrics",
                  "report",
                  "scan",
                  "sink",
                  "walk")),
          entry(
              "export",
              Set.of(
                  "sink", "advise", "report", "declare", "judge", "compare", "container", "file")),
          entry(
              "demo",
              Set.of(
                  "discover", "scan", "linux", "report", "judge", "compare", "container", "file")),
          entry(
              "cli",
              Set.of(
                  "advise",
                  "agent",
                  "declare",
                  "memory",
                  "config",
                  "kubernetes",
                  "http",
                  "metrics",
                  "demo",
                  "export",
                  "scan",
                  "walk",
                  "locate",
                  "discover",
                  "linux",
                  "report",
                  "judge",
                  "compare",
                  "container",
                  "file")));

  /** Packages that compute and do nothing else, so that a test of them needs no machine. */
  private static final Set<String> PURE =
      Set.of("file", "container", "compare", "judge", "declare", "report", "advise");

  /**
   * What of java.base reaches the world outside. Of java.io the streams and exceptions are used.
   */
  private static final Set<String> OUTSIDE =
      Set.of("java.net", "java.nio.channels", "java.nio.file", "javax.net");

  /** Each library, and the packages of ours that may use it. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "com.github.benmanes.caffeine", Set.of("walk"),
          "com.fasterxml.jackson",
              Set.of("config", "discover", "export", "judge", "kubernetes", "memory"),
          "io.fabric8", Set.of("kubernetes"),
          "io.prometheus", Set.of("metrics"),
          "jnr", Set.of("linux"),
          "picocli", Set.of("cli"));

  /** A line of jdeps: one package uses another, and the module or directory that has the latter. */
  private static final Pattern EDGE = Pattern.compile("\\s+(\\S+)\\s+->\\s+(\\S+)\\s+(\\S.*)");

  @Test
  void everyPackageUsesOnlyWhatTheTableAllows() {
    Set<String> broken = new TreeSet<>();
    for (Edge edge : edges()) {
      complaint(edge).ifPresent(why -> broken.add(edge.from + " -> " + edge.to + ": " + why));
    }

    assertEquals(Set.of(), broken);
  }

  @Test
  void noPackageComesBackToItself() {
    Map<String, Set<String>> used =
        edges().stream()
            .filter(edge -> edge.isOurs() && !edge.from.equals(edge.to))
            .collect(
                Collectors.groupingBy(
                    edge -> shortName(edge.from),
                    Collectors.mapping(edge -> shortName(edge.to), Collectors.toSet())));

    assertEquals(Map.of(), cycles(used));
  }

  /** Lest a failure of the tests above be cured by one row too many. */
  @Test
  void theTableItselfHasNoCycle() {
    assertEquals(Map.of(), cycles(MAY_USE));
  }

  /** A reader should not need the imports to tell two types apart, nor should a search. */
  @Test
  void noTwoTypesHaveOneSimpleName() throws IOException {
    Map<String, List<String>> bySimpleName;
    try (Stream<Path> classes = Files.walk(Path.of("target/classes/io/driftwatch"))) {
      bySimpleName =
          classes
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .filter(name -> !name.matches(".*\\$[0-9].*"))
              .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('$') + 1)));
    }

    bySimpleName.values().removeIf(types -> types.size() == 1);
    assertEquals(Map.of(), bySimpleName);
  }

  private static Optional<String> complaint(Edge edge) {
    String from = shortName(edge.from);
    if (!MAY_USE.containsKey(from)) {
      return Optional.of("the table has no row for " + edge.from);
    }
    if (edge.isOurs()) {
      boolean allowed = edge.from.equals(edge.to) || MAY_USE.get(from).contains(shortName(edge.to));
      return allowed ? Optional.empty() : Optional.of("not in the table");
    }
    if (edge.isJdk()) {
      boolean allowed =
          !PURE.contains(from)
              || (edge.home.equals("java.base")
                  && OUTSIDE.stream().noneMatch(name -> isIn(name, edge.to)));
      return allowed ? Optional.empty() : Optional.of("a pure package reaches outside");
    }
    boolean allowed =
        LIBRARIES.entrySet().stream()
            .anyMatch(row -> isIn(row.getKey(), edge.to) && row.getValue().contains(from));
    return allowed ? Optional.empty() : Optional.of("this library is not for this package");
  }

  /** Drops packages that use none of those left, or that none of those left uses. */
  private static Map<String, Set<String>> cycles(Map<String, Set<String>> uses) {
    Map<String, Set<String>> left = new TreeMap<>(uses);
    boolean dropped;
    do {
      dropped = left.values().removeIf(used -> used.stream().noneMatch(left::containsKey));
      dropped |=
          left.keySet()
              .removeIf(user -> left.values().stream().noneMatch(used -> used.contains(user)));
    } while (dropped);
    return left;
  }

  private static Set<Edge> edges() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow(() -> new AssertionError("jdeps is part of a JDK; this is none"))
            .run(writer, writer, "-verbose:package", "-filter:none", "target/classes");
    assertEquals(0, status, out::toString);
    Set<Edge> edges =
        out.toString()
            .lines()
            .map(EDGE::matcher)
            .filter(Matcher::matches)
            .map(m -> new Edge(m.group(1), m.group(2), m.group(3).strip()))
            .collect(Collectors.toSet());
    assertFalse(edges.isEmpty(), () -> "not what jdeps is known to print: " + out);
    return edges;
  }

  /** What is below no package of the table keeps its full name, and so has no row. */
  private static String shortName(String name) {
    return name.startsWith(BASE) ? name.substring(BASE.length()) : name;
  }

  private static boolean isIn(String parent, String name) {
    return name.equals(parent) || name.startsWith(parent + ".");
  }

  /**
   * One package that uses another.
   *
   * @param home the module, directory or archive of {@code to}; "not found" for libraries, which
   *     jdeps is not given
   */
  private record Edge(String from, String to, String home) {
    boolean isOurs() {
      return isIn("io.driftwatch", to);
    }

    /** JDK internals are not meant: their home reads "JDK internal API". */
    boolean isJdk() {
      return home.startsWith("java.") || home.startsWith("jdk.");
    }
  }
}
