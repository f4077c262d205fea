package io.driftwatch.export;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.file.Printable;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Words for a container and how it stands. */
final class ContainerText {

  /** A state file may hold a name of megabytes. */
  private static final int MAX_COLUMNS = 192;

  private static final Pattern DIGEST = Pattern.compile("(sha256:[0-9a-f]{12})[0-9a-f]{52}$");

  private ContainerText() {}

  /** Its name, after its pod's as kubectl users write it. */
  static String name(Container container) {
    String pod = container.pod().map(p -> p + "/").orElse("");
    return printable(pod + container.name());
  }

  static String id(Container container) {
    return printable(container.shortId());
  }

  /** What it was asked for as, else what is known; a digest by its first digits. */
  static String image(Image image) {
    return Stream.of(image.reference(), image.id(), image.digest())
        .filter(Objects::nonNull)
        .findFirst()
        .map(text -> DIGEST.matcher(text).replaceFirst("$1…"))
        .map(ContainerText::printable)
        .orElse("image unknown");
  }

  /** Who it is to the machine: runtime, image and id. */
  static String identity(Container container) {
    return String.join(", ", container.runtime().id(), image(container.image()), id(container));
  }

  /** What a person is told first. */
  static String verdict(ContainerReport report) {
    String numbers = numbers(report.counts());
    String drift = report.hasDrift(Severity.WARNING) ? "DRIFTED  " + numbers : numbers;
    if (report.isComplete()) {
      return drift.isEmpty() ? "clean" : drift;
    }
    return drift.isEmpty() ? whyNotWhole(report) : drift + "; " + whyNotWhole(report);
  }

  /** Why a container was not looked at, or not at all of it. */
  static String whyNotWhole(ContainerReport report) {
    String reason = report.reason().map(Reason::text).orElse("the reason is unknown");
    long unreadable = report.counts().unreadable();
    return switch (report.status()) {
      case SCANNED -> "";
      case PARTIAL ->
          "partial: "
              + (unreadable == 0
                  ? reason
                  : GroupedNumber.of(unreadable, "path") + " could not be looked at");
      case UNOBSERVABLE -> "cannot look: " + reason;
      case FAILED -> "could not look: " + reason;
    };
  }

  private static String numbers(Counts counts) {
    List<String> numbers = new ArrayList<>();
    long excused = counts.allChanges();
    for (Severity severity : Severity.values()) {
      long number = counts.unexpected(severity);
      excused -= number;
      if (number > 0) {
        numbers.add(
            severity == Severity.WARNING
                ? GroupedNumber.of(number, severity.id())
                : GroupedNumber.of(number) + " " + severity.id());
      }
    }
    if (excused > 0) {
      numbers.add(GroupedNumber.of(excused) + " declared or allowed");
    }
    return String.join(", ", numbers);
  }

  /** Text of strangers, printable and no longer than a line or two. */
  static String printable(String outside) {
    String text = Printable.of(outside);
    int bytes = outside.getBytes(StandardCharsets.UTF_8).length;
    return Wrapping.shortened(text, MAX_COLUMNS, bytes);
  }
}
