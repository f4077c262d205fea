package io.driftwatch.export;

import io.driftwatch.advise.Advice;
import io.driftwatch.advise.Obstacle;
import io.driftwatch.advise.ProposedMount;
import io.driftwatch.container.Container;
import io.driftwatch.report.Immutability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Advice for people: a block for each container, what can be done at once first. */
public final class AdviceBoard {

  private static final int INDENT = 2;

  /** Where texts begin, behind their labels. */
  private static final int COLUMN = 11;

  /** Of one kind in a block. */
  private static final int MAX_LINES = 8;

  private final boolean color;

  /**
   * @param color whether verdicts stand out by colour
   */
  public AdviceBoard(boolean color) {
    this.color = color;
  }

  /** Writes the board; no line is wider than 100 columns. */
  public void write(List<Advice> advice, Appendable out) throws IOException {
    TerminalPage page = new TerminalPage(out, color);
    for (AdviceGroup group : AdviceGroup.of(advice)) {
      writeHeader(group, page);
      writeBlock(group.first(), page);
      page.endLine();
    }
    page.write(summary(advice), Style.PLAIN);
    page.endLine();
  }

  private static void writeHeader(AdviceGroup group, TerminalPage page) throws IOException {
    Advice first = group.first();
    page.write(group.name(), Style.BOLD);
    page.writeBeside(AdviceText.verdict(first.verdict()), INDENT, style(first.verdict()));
    Container container = first.container();
    String who =
        group.all().size() == 1
            ? ContainerText.identity(container)
            : "%s, %s, %s"
                .formatted(
                    container.runtime().id(),
                    ContainerText.image(container.image()),
                    GroupedNumber.of(group.all().size(), "pod"));
    page.writeBeside("(" + who + ")", INDENT, Style.DIM);
    page.endLine();
  }

  private static Style style(Immutability verdict) {
    return switch (verdict) {
      case ENFORCED, READY, READY_WITH_MOUNTS -> Style.GREEN;
      case NOT_READY -> Style.RED;
      case UNKNOWN -> Style.YELLOW;
    };
  }

  private static void writeBlock(Advice advice, TerminalPage page) throws IOException {
    writeLines("because", advice.reasons(), Style.PLAIN, page);
    writeLines("mount", mounts(advice), Style.PLAIN, page);
    writeLines("not yet", obstacles(advice), Style.PLAIN, page);
    writeLines("caution", advice.cautions(), Style.YELLOW, page);
    String open = AdviceText.weaknesses(advice.weaknesses());
    writeLines("open", open.isEmpty() ? List.of() : List.of(open), Style.PLAIN, page);
    writeLines("basis", List.of(AdviceText.basis(advice.basis())), Style.DIM, page);
  }

  private static List<String> mounts(Advice advice) {
    return advice.mounts().stream().map((ProposedMount mount) -> AdviceText.mount(mount)).toList();
  }

  private static List<String> obstacles(Advice advice) {
    return advice.obstacles().stream()
        .map((Obstacle obstacle) -> AdviceText.obstacle(obstacle))
        .toList();
  }

  private static void writeLines(String label, List<String> texts, Style style, TerminalPage page)
      throws IOException {
    List<String> shown = new ArrayList<>(texts.subList(0, Math.min(texts.size(), MAX_LINES)));
    if (shown.size() < texts.size()) {
      shown.add(
          "… %s more (use -o json)"
              .formatted(GroupedNumber.of((long) texts.size() - shown.size())));
    }
    for (int i = 0; i < shown.size(); i++) {
      if (i == 0) {
        page.moveTo(INDENT);
        page.write(label, Style.DIM);
      }
      page.moveTo(COLUMN);
      page.write(shown.get(i), style);
      page.endLine();
    }
  }

  private static String summary(List<Advice> advice) {
    if (advice.isEmpty()) {
      return Summary.NONE;
    }
    List<String> numbers =
        Stream.of(Immutability.values())
            .filter(verdict -> count(advice, verdict) > 0)
            .map(
                verdict ->
                    GroupedNumber.of(count(advice, verdict)) + " " + AdviceText.verdict(verdict))
            .toList();
    return GroupedNumber.of(advice.size(), "container") + ": " + String.join(", ", numbers) + ".";
  }

  private static long count(List<Advice> advice, Immutability verdict) {
    return advice.stream().filter(one -> one.verdict() == verdict).count();
  }
}
