package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Notes down what a walk hands over. */
final class Walked implements TreeVisitor {

  private static final int LINE_BYTES = 20;

  /** What a directory with a short name takes of the budget while it waits, rounded up. */
  static final long CHILD_BYTES = 110;

  private final List<String> entries = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  static Budget budget(long entries, int depth, long waitingBytes) {
    return new Budget(
        entries, depth, 1 << 20, waitingBytes, Long.MAX_VALUE, Duration.ofMinutes(10));
  }

  static Walked of(OverlayMount overlay) throws IOException {
    return of(overlay, Budget.DEFAULT);
  }

  static Walked of(OverlayMount overlay, Budget budget) throws IOException {
    Walked walked = new Walked();
    walk(overlay, budget, walked);
    return walked;
  }

  static void walk(OverlayMount overlay, Budget budget, TreeVisitor visitor) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        OverlayTree tree = OverlayTree.open(host, overlay)) {
      tree.walk(Allowance.of(budget, Pace.FULL_SPEED), new HardLinks(), visitor);
    }
  }

  /**
   * Lines of path, side of the image and side of now, in the order of the paths. A side is a dash,
   * or the type's first letter; a file's is its first line as well.
   */
  List<String> entries() {
    return entries.stream().sorted().toList();
  }

  /** The same in the order of the walk. */
  List<String> inOrder() {
    return List.copyOf(entries);
  }

  /** Lines of path and reason. */
  List<String> errors() {
    return errors.stream().sorted().toList();
  }

  /** Paths that only one side has, or where the types differ. */
  Stream<String> paths() {
    return entries.stream().map(line -> line.substring(0, line.indexOf(' ')));
  }

  @Override
  public void entry(FilePath path, Entry image, Entry now) throws CannotLookException {
    entries.add(path + " " + side(image) + " " + side(now));
  }

  private static String side(Entry entry) throws CannotLookException {
    if (entry == null) {
      return "-";
    }
    FileStat stat = entry.stat();
    if (stat.type() != FileType.FILE) {
      return stat.type().name().substring(0, 1).toLowerCase(Locale.ROOT);
    }
    return "f:" + head(entry).strip();
  }

  private static String head(Entry entry) throws CannotLookException {
    try {
      return new String(entry.head(LINE_BYTES), StandardCharsets.ISO_8859_1);
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void cannotLook(FilePath path, Reason reason) {
    errors.add(path + " " + reason.id());
  }
}
