package io.driftwatch.export;

import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;

/** Where a container stands among others, worst first. */
enum Standing {
  CRITICAL(Style.RED),
  WARNING(Style.YELLOW),
  INFO(Style.PLAIN),
  /** Nothing was found, but not everything was looked at. */
  PARTIAL(Style.YELLOW),
  /** Nothing was looked at. */
  UNSEEN(Style.YELLOW),
  /** Everything that was found is declared or allowed, or what was declared was not found. */
  EXCUSED(Style.PLAIN),
  CLEAN(Style.PLAIN);

  private final Style style;

  Standing(Style style) {
    this.style = style;
  }

  static Standing of(ContainerReport report) {
    if (report.hasDrift(Severity.CRITICAL)) {
      return CRITICAL;
    }
    if (report.hasDrift(Severity.WARNING)) {
      return WARNING;
    }
    if (report.hasDrift(Severity.INFO)) {
      return INFO;
    }
    return switch (report.status()) {
      case SCANNED ->
          report.counts().allChanges() == 0 && report.ineffective().isEmpty() ? CLEAN : EXCUSED;
      case PARTIAL -> PARTIAL;
      case UNOBSERVABLE, FAILED -> UNSEEN;
    };
  }

  Style style() {
    return style;
  }
}
