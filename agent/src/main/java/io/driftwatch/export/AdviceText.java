package io.driftwatch.export;

import io.driftwatch.advise.Advice;
import io.driftwatch.advise.Basis;
import io.driftwatch.advise.Obstacle;
import io.driftwatch.advise.ProposedMount;
import io.driftwatch.advise.Span;
import io.driftwatch.advise.Weakness;
import io.driftwatch.file.FilePath;
import io.driftwatch.report.Ground;
import io.driftwatch.report.Immutability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Words for advice. */
final class AdviceText {

  private AdviceText() {}

  static String verdict(Immutability verdict) {
    return verdict.id().replace('-', ' ');
  }

  static String mount(ProposedMount mount) {
    return path(mount.path()) + "  " + ground(mount) + "; " + written(mount);
  }

  private static String ground(ProposedMount mount) {
    return switch (mount.ground()) {
      case NEW -> "not in the image";
      case EMPTY -> "empty in the image";
      case SHARED -> "begins with a copy of the image's files";
    };
  }

  /** What is gone again left no path to count. */
  private static String written(ProposedMount mount) {
    if (mount.files() == 0) {
      return "something came and went there";
    }
    String name = mount.ground() == Ground.NEW ? "" : ", such as " + below(mount);
    return "%s of %s%s"
        .formatted(GroupedNumber.of(mount.files(), "path"), Bytes.text(mount.bytes()), name);
  }

  /** The example, as it is called in the directory. */
  private static String below(ProposedMount mount) {
    int skipped = mount.path().length() + 1;
    byte[] bytes = mount.example().bytes();
    return bytes.length <= skipped
        ? path(mount.example())
        : path(FilePath.of(Arrays.copyOfRange(bytes, skipped, bytes.length)));
  }

  static String obstacle(Obstacle obstacle) {
    if (obstacle.directory().isEmpty()) {
      return obstacle.because();
    }
    FilePath directory = obstacle.directory().get();
    String paths =
        obstacle.paths() == 0
            ? "something came and went there"
            : GroupedNumber.of(obstacle.paths(), "path")
                + obstacle.example().map(path -> ", such as " + path(path)).orElse("");
    return "%s  not by a mount, because %s (%s)"
        .formatted(path(directory), obstacle.because(), paths);
  }

  static String weaknesses(List<Weakness> weaknesses) {
    return weaknesses.stream().map(AdviceText::weakness).collect(Collectors.joining("; "));
  }

  private static String weakness(Weakness weakness) {
    return weakness.details().isEmpty()
        ? weakness.kind().text()
        : weakness.kind().text() + " " + details(weakness.details());
  }

  private static String details(List<String> details) {
    int shown = Math.min(details.size(), 3);
    String first =
        details.subList(0, shown).stream()
            .map(detail -> Wrapping.shortened(detail, Wrapping.THREE_LINES, detail.length()))
            .collect(Collectors.joining(", "));
    return shown == details.size() ? first : first + ", …";
  }

  static String basis(Basis basis) {
    List<String> parts = new ArrayList<>();
    parts.add("watched for " + Span.text(basis.watched()));
    parts.add(GroupedNumber.of(basis.starts(), "start"));
    if (basis.pods() > 1) {
      parts.add(GroupedNumber.of(basis.pods(), "replica") + " seen on this node");
    }
    if (!basis.remembered()) {
      parts.add("this look alone");
    }
    basis.unseen().stream()
        .map(text -> "not seen: " + Wrapping.shortened(text, Wrapping.THREE_LINES, text.length()))
        .forEach(parts::add);
    return String.join(", ", parts);
  }

  /** In a line: what it comes to. */
  static String why(Advice advice) {
    List<String> all = new ArrayList<>(advice.reasons());
    advice.obstacles().stream().map(AdviceText::obstacle).limit(3).forEach(all::add);
    return String.join("; ", all);
  }

  static String path(FilePath path) {
    return Wrapping.shortened(path, Wrapping.THREE_LINES);
  }
}
