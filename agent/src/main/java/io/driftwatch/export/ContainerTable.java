package io.driftwatch.export;

import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The running containers for people: a row for each, its upperdir on a line below. */
public final class ContainerTable {

  private static final List<String> TITLES =
      List.of("CONTAINER", "RUNTIME", "IMAGE", "READ-ONLY", "OBSERVABLE", "LOWERDIRS");

  private static final int INDENT = 4;

  /** Writes the list by name. What it needs to know of each is no more than where its root is. */
  public void write(List<ContainerReport> containers, Appendable out) throws IOException {
    TerminalPage page = new TerminalPage(out, false);
    if (containers.isEmpty()) {
      page.write(Summary.NONE, Style.PLAIN);
      page.endLine();
      return;
    }
    List<ContainerReport> byName =
        containers.stream()
            .sorted(Comparator.comparing(report -> ContainerText.name(report.container())))
            .toList();
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    byName.forEach(report -> rows.add(row(report)));
    Grid grid = new Grid(rows);
    grid.write(TITLES, Style.PLAIN, page);
    for (int i = 0; i < byName.size(); i++) {
      grid.write(rows.get(i + 1), Style.PLAIN, page);
      writeBelow(byName.get(i), page);
    }
  }

  private static List<String> row(ContainerReport report) {
    return List.of(
        ContainerText.name(report.container()),
        report.container().runtime().id(),
        ContainerText.image(report.container().image()),
        report.hasReadOnlyRoot() ? "yes" : "no",
        observable(report.status()),
        report.rootfs().map(rootfs -> GroupedNumber.of(rootfs.lowerdirs().size())).orElse("-"));
  }

  private static String observable(Status status) {
    return switch (status) {
      case SCANNED -> "yes";
      case PARTIAL -> "in part";
      case UNOBSERVABLE, FAILED -> "no";
    };
  }

  private static void writeBelow(ContainerReport report, TerminalPage page) throws IOException {
    Optional<FilePath> upperdir = report.rootfs().flatMap(Rootfs::upperdir);
    if (upperdir.isPresent()) {
      writeIndented(Wrapping.shortened(upperdir.get(), Wrapping.THREE_LINES), page);
    }
    if (!report.isComplete()) {
      writeIndented(ContainerText.whyNotWhole(report), page);
    }
  }

  private static void writeIndented(String text, TerminalPage page) throws IOException {
    page.moveTo(INDENT);
    page.write(text, Style.PLAIN);
    page.endLine();
  }
}
