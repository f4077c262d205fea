package io.driftwatch.testing;

import io.driftwatch.file.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What differs between two trees in rsync's words, which knows nothing of overlays: a dry run that
 * would make the image's tree from the container's, by content and without regard to times.
 */
public final class RsyncOracle {

  /** Columns of rsync's itemized changes: what is done, the type, then a letter per attribute. */
  private static final Pattern LINE = Pattern.compile("(\\*deleting|\\S{11}) +(.*)");

  private static final Pattern ESCAPE = Pattern.compile("\\\\#([0-7]{3})");

  private static final int CONTENT = 2;
  private static final int SIZE = 3;
  private static final String METADATA = "pogax";

  private RsyncOracle() {}

  /** Lines of kind of change, a space, and the path. */
  public static Set<String> changes(Path image, Path now) throws IOException {
    String output =
        Commands.run("rsync", "-naXAcxi", "--delete", "--out-format=%i %n", now + "/", image + "/");
    List<Item> items =
        output.lines().map(LINE::matcher).filter(Matcher::matches).map(Item::of).toList();
    Set<String> kept = new TreeSet<>();
    items.stream().filter(item -> !item.isDeletion()).map(Item::name).forEach(kept::add);
    Set<String> changes = new TreeSet<>();
    for (Item item : items) {
      String kind = kind(item, kept, image, now);
      if (!kind.isEmpty()) {
        changes.add(kind + " " + FilePath.of("/" + item.name()).normalized());
      }
    }
    return changes;
  }

  private static String kind(Item item, Set<String> kept, Path image, Path now) throws IOException {
    String name = item.name();
    if (item.isDeletion()) {
      return kept.contains(name) ? "" : "deleted";
    }
    if (item.code().substring(CONTENT).chars().allMatch(c -> c == '+')) {
      return exists(image, name) ? "replaced" : "added";
    }
    if (item.code().charAt(CONTENT) == 'c' || item.code().charAt(SIZE) == 's') {
      return type(image, name) == type(now, name) ? "modified" : "replaced";
    }
    return item.code().chars().skip(SIZE).anyMatch(c -> METADATA.indexOf(c) >= 0) ? "metadata" : "";
  }

  /** Whether there is such a file, and not merely a link on the way that leads to another. */
  private static boolean exists(Path root, String name) throws IOException {
    Path file = root.resolve(name);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && file.getParent().toRealPath().equals(file.getParent());
  }

  private static int type(Path root, String name) throws IOException {
    return (int) Files.getAttribute(root.resolve(name), "unix:mode", LinkOption.NOFOLLOW_LINKS)
        & 0170000;
  }

  /**
   * One line.
   *
   * @param code what would be done
   * @param name of the file, relative to the root
   */
  private record Item(String code, String name) {

    static Item of(Matcher line) {
      String name = unescape(line.group(2));
      return new Item(
          line.group(1), name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    }

    boolean isDeletion() {
      return code.equals("*deleting");
    }

    /** The name with rsync's octal escapes undone. */
    private static String unescape(String escaped) {
      Matcher escape = ESCAPE.matcher(escaped);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int at = 0;
      while (escape.find()) {
        escaped.substring(at, escape.start()).chars().forEach(bytes::write);
        bytes.write(Integer.parseInt(escape.group(1), 8));
        at = escape.end();
      }
      escaped.substring(at).chars().forEach(bytes::write);
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
