package io.driftwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.Reason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documents to each other, and to the parts of the code that they list. */
final class DocumentsTest {

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PACKAGES = Path.of("src", "main", "java", "io", "driftwatch");

  private static final int MOST_WORDS = 1_500;

  /** A block of code between fences; what is indented holds neither links nor headings here. */
  private static final Pattern FENCED = Pattern.compile("(?ms)^( *)```.*?^\\1```$");

  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[a-z`, ]+`) \\|");
  private static final Pattern TWO_CELLS = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (.+) \\|$");

  @Test
  void everyLinkLeadsToAFileAndEveryAnchorToAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> documents = documents();
    for (Path document : documents) {
      for (String link : links(document)) {
        if (!leadsSomewhere(document, link)) {
          broken.add(PROJECT.relativize(document) + ": " + link);
        }
      }
    }

    assertEquals(List.of(), broken);
    assertTrue(documents.contains(PROJECT.resolve(".github/SECURITY.md")), documents::toString);
  }

  /** Lest everything be found to lead somewhere. */
  @Test
  void aLinkCanBeBroken() throws IOException {
    Path readme = PROJECT.resolve("README.md");

    assertTrue(leadsSomewhere(readme, "daemonset/README.md#what-it-tells-and-where"));
    assertTrue(!leadsSomewhere(readme, "daemonset/README.md#what-it-tells"));
    assertTrue(!leadsSomewhere(readme, "#Try it"));
    assertTrue(!leadsSomewhere(readme, "daemonset/readme.txt"));
    assertTrue(!leadsSomewhere(readme, "../elsewhere"));
  }

  /** As wc(1) counts them. */
  @Test
  void theReadmeIsShort() throws IOException {
    int words = Files.readString(PROJECT.resolve("README.md")).strip().split("\\s+").length;

    assertTrue(words <= MOST_WORDS, () -> words + " words");
  }

  @Test
  void everyPackageHasItsRow() throws IOException {
    Set<String> packages;
    try (Stream<Path> folders = Files.list(PACKAGES)) {
      packages = folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toSet());
    }

    Set<String> rows = new TreeSet<>();
    for (MatchResult row : found(FIRST_CELL, section("agent/README.md", "## Architecture"))) {
      rows.addAll(List.of(row.group(1).replace("`", "").split(", ")));
    }
    assertEquals(new TreeSet<>(packages), rows);
  }

  @Test
  void everyReasonIsExplainedInItsOwnWords() throws IOException {
    List<String> reasons =
        Stream.of(Reason.values()).map(reason -> reason.id() + ": " + reason.text()).toList();

    List<String> rows =
        found(TWO_CELLS, section("daemonset/README.md", "### Reasons")).stream()
            .map(row -> row.group(1) + ": " + row.group(2))
            .toList();
    assertEquals(reasons, rows);
  }

  /** What is built, and what tools keep for themselves, holds none. */
  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(
        PROJECT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isOther = name.equals("target") || name.matches("\\.(?!github$).*");
            return isOther && !folder.equals(PROJECT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isDocument(file)) {
              documents.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }

  private static boolean isDocument(Path file) {
    return file.toString().endsWith(".md");
  }

  /** Those to files of the project. */
  private static List<String> links(Path document) throws IOException {
    return found(LINK, CODE.matcher(prose(document)).replaceAll("")).stream()
        .map(link -> link.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .toList();
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    boolean isThere = target.startsWith(PROJECT) && Files.exists(target);
    return isThere
        && (parts.length == 1 || (isDocument(target) && anchors(target).contains(parts[1])));
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (MatchResult heading : found(HEADING, prose(document))) {
      String text =
          heading
              .group(1)
              .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      String anchor = text;
      for (int n = 1; !anchors.add(anchor); n++) {
        anchor = text + "-" + n;
      }
    }
    return anchors;
  }

  private static String prose(Path document) throws IOException {
    return FENCED.matcher(Files.readString(document)).replaceAll("");
  }

  /** The text below a heading, up to the next. */
  private static String section(String document, String heading) throws IOException {
    String text = Files.readString(PROJECT.resolve(document));
    return text.split("\n" + heading + "\n", 2)[1].split("\n#", 2)[0];
  }

  private static List<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
