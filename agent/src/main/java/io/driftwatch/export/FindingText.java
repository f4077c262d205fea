package io.driftwatch.export;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Side;
import io.driftwatch.file.FileType;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Trait;
import java.util.ArrayList;
import java.util.List;

/** Words for a finding, beyond its severity, kind of change and path. */
final class FindingText {

  private FindingText() {}

  /** What a person wants to know next, most telling first. */
  static String of(Finding finding) {
    List<String> parts = new ArrayList<>(differences(finding.change()));
    parts.addAll(labels(finding));
    finding.change().now().ifPresent(now -> addContent(finding.change(), now, parts));
    if (finding.traits().contains(Trait.AT_START)) {
      parts.add("at start");
    }
    return String.join(", ", parts);
  }

  /** What is true as well of every finding with the same traits and disposition. */
  static List<String> labels(Finding finding) {
    List<String> labels = new ArrayList<>();
    if (finding.disposition() != Disposition.UNEXPECTED) {
      labels.add(finding.disposition().id());
    }
    finding.traits().stream().sorted().map(FindingText::label).forEach(labels::add);
    labels.removeIf(String::isEmpty);
    return labels;
  }

  private static String label(Trait trait) {
    return switch (trait) {
      case EXECUTABLE -> "executable";
      case SET_UID_GAINED -> "set-uid gained";
      case SET_GID_GAINED -> "set-gid gained";
      case UNDECLARED_MOUNT -> "mounted over by someone, hides what lies under it";
      case IN_VOLUME -> "in a volume";
      case BEFORE_START -> "there before the start";
      case CODE -> "code by its name";
      case COPY_OF_IMAGE -> "a copy of the image's";
      // Told with the container, with the capability's name, by the type, and not of many at once.
      case READ_ONLY_ROOT,
          CAPABILITY_GAINED,
          DEVICE,
          SEARCH_PATH,
          COMPILED_PYTHON,
          UNCHECKED_PYTHON,
          PID_NUMBER,
          AT_START ->
          "";
    };
  }

  private static List<String> differences(Change change) {
    return switch (change.kind()) {
      case ADDED -> change.now().map(FindingText::notable).orElse(List.of());
      case DELETED -> change.image().map(FindingText::notable).orElse(List.of());
      case REPLACED ->
          List.of(
              "was " + SideText.type(change.image().orElseThrow()),
              "now " + SideText.type(change.now().orElseThrow()));
      case MODIFIED, METADATA -> {
        DifferenceText text =
            new DifferenceText(change.image().orElseThrow(), change.now().orElseThrow());
        yield change.differs().stream().sorted().map(text::of).toList();
      }
    };
  }

  private static List<String> notable(Side side) {
    List<String> parts = new ArrayList<>();
    if (side.stat().type() != FileType.FILE) {
      parts.add(SideText.type(side));
    }
    if (side.attributes().capability().isPresent()) {
      parts.add("capability " + SideText.capability(side));
    }
    return parts;
  }

  private static void addContent(Change change, Side now, List<String> parts) {
    if (change.kind() == ChangeKind.ADDED && now.stat().type() == FileType.FILE) {
      parts.add(GroupedNumber.of(now.stat().size(), "byte"));
    }
    boolean sameContent = change.kind() == ChangeKind.METADATA;
    if (now.program() && !sameContent) {
      now.digest().ifPresent(digest -> parts.add("sha256 " + digest.abbreviated()));
    }
  }
}
